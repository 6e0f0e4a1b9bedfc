import ArgumentParser
import Foundation
import Studies
import Sweep

/// Where a sweep's runs are executed, and what a cluster is asked for.
struct ClusterOptions: ParsableArguments {
  enum Executor: String, ExpressibleByArgument, CaseIterable {
    case local, slurm
  }

  @Option(help: "Who executes the runs: local (this machine) or slurm (docs/cluster.md).")
  var executor = Executor.local

  @Flag(help: "Follow the runs that an earlier sweep submitted to Slurm for --results, until the last has ended.")
  var attach = false

  @Option(help: "The partition of Slurm to run in.")
  var partition: String?

  @Option(help: "The account of Slurm to run under.")
  var account: String?

  @Option(help: "The time limit of a job, such as 12:00:00: a run that needs longer goes on in another one.")
  var time: String?

  @Option(help: "GPUs of a run on Slurm, such as 1 or a100:1.")
  var gpus: String?

  @Option(help: "Memory of a run on Slurm, such as 16G.")
  var memory: String?

  @Option(help: "Processors of a run on Slurm (default: --threads and --workers together).")
  var cpus: String?

  @Option(help: "The most jobs that Slurm has under way at the same time.")
  var maxRunning: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A line of shell that a job runs first. Can be repeated.", valueName: "line"))
  var setup: [String] = []

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("One more option of sbatch, such as --qos=long. Can be repeated.", valueName: "option"))
  var slurmOption: [String] = []

  private var given: [(ClusterSettings.Key, [String])] {
    let single: [(ClusterSettings.Key, String?)] = [
      (.partition, partition), (.account, account), (.time, time), (.gpus, gpus), (.memory, memory), (.cpus, cpus),
      (.maxRunning, maxRunning),
    ]
    let lists = [(ClusterSettings.Key.setup, setup), (.slurmOption, slurmOption)].filter { !$0.1.isEmpty }
    return single.compactMap { key, value in value.map { (key, [$0]) } } + lists
  }

  func validate() throws {
    _ = try settings(over: ClusterSettings())
    guard let key = given.first?.0.rawValue, executor == .local || attach else { return }
    throw ValidationError(
      attach
        ? "--attach follows jobs that are submitted already: leave out --\(key)" : "--\(key) needs --executor slurm")
  }

  /// The settings of a suite with what the command line says in their place.
  func settings(over suite: ClusterSettings) throws -> ClusterSettings {
    var own = ClusterSettings()
    for (key, words) in given {
      do {
        try own.set(key, to: words)
      } catch {
        throw ValidationError(error.problem)
      }
    }
    return suite.overridden(by: own)
  }
}
