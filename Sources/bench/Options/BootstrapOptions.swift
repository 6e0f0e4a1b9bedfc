import ArgumentParser
import Foundation
import Metrics

/// The settings of bootstrap intervals, shared by commands.
struct BootstrapOptions: ParsableArguments {
  @Option(help: "Resamples of the bootstrap, and random permutations of tests.")
  var resamples = PairedBootstrap.defaultResamples

  @Option(help: "The confidence of an interval.")
  var level = 0.95

  @Option(help: "What is drawn: identity (all queries of a person together), or query, which is too narrow.")
  var by = ResamplingUnit.identity

  @Option(help: "The seed of resamples and of random queries.")
  var seed: UInt64 = 1

  @Option(help: "Threads (default: every core). No result depends on it.")
  var threads: Int?

  func validate() throws {
    guard (2...1_000_000).contains(resamples) else {
      throw ValidationError("--resamples is 2 to 1000000, not \(resamples)")
    }
    guard level > 0, level < 1 else {
      throw ValidationError("--level is above 0 and below 1, such as 0.95, not \(level.formatted())")
    }
    guard threads ?? 1 >= 1 else { throw ValidationError("--threads is at least 1, not \(threads ?? 0)") }
  }

  var threadCount: Int { threads ?? ProcessInfo.processInfo.activeProcessorCount }

  var paired: PairedBootstrap {
    PairedBootstrap(resamples: resamples, level: level, seed: seed, threads: threadCount)
  }
}

extension ResamplingUnit: ExpressibleByArgument {}
