import ArgumentParser
import Foundation
import Studies
import Sweep

/// How runs are executed on this machine; nothing here changes a number but `--device`.
struct ExecutionOptions: ParsableArguments {
  @Option(
    help: "Runs to have under way at the same time (default: one for each GPU, or as many as the cores allow).")
  var jobs: Int?

  @Option(help: "cpu or cuda (default: cpu).")
  var device: String?

  @Option(
    help: ArgumentHelp(
      "GPUs to use, such as cuda:0,cuda:1, one run on each at a time (default: all).",
      discussion: "With more --jobs than GPUs, as many runs share each."))
  var devices: CommaSeparated<CUDADevice>?

  @Option(help: "Seconds after which a run is stopped; a longer time goes on from there (default: never).")
  var timeout: Double?

  @Flag(
    help: ArgumentHelp(
      "Compute transformer blocks again in the backward pass in place of keeping their insides, to save memory.",
      discussion: "Takes about a third more time and changes no number (docs/devices.md)."))
  var checkpointActivations = false

  /// What runs compute on: `cpu` or `cuda`.
  var computes: String { device ?? (devices == nil ? "cpu" : "cuda") }

  func validate() throws {
    if let device, !["cpu", "cuda"].contains(device) {
      throw ValidationError("--device is cpu or cuda, not \(device)")
    }
    if let devices {
      guard device != "cpu" else { throw ValidationError("--devices names GPUs, but --device is cpu") }
      guard Set(devices.values.map(\.index)).count == devices.values.count else {
        throw ValidationError("--devices names a GPU twice")
      }
    }
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be 1 or more") }
    if let timeout, !(timeout > 0 && timeout <= 1e8) { throw ValidationError("--timeout must be above 0 seconds") }
  }

  /// The GPUs that runs are spread over; none where they compute on the CPU.
  func devices(for runs: [PlannedRun]) throws -> [Int] {
    try LocalDevices.resolve(devices?.values.map(\.index), for: runs)
  }

  /// How many runs may be under way.
  func jobs(for plan: StudyPlan, devices: [Int]) -> Int {
    if let jobs { return jobs }
    guard devices.isEmpty else { return devices.count }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    return max(1, cores / max(1, plan.studies.map(\.request.threads).max() ?? 1))
  }
}

/// A GPU as a person names it: `cuda:1`.
struct CUDADevice: ExpressibleByArgument, Sendable {
  var index: Int

  init?(argument: String) {
    guard let match = argument.wholeMatch(of: /cuda:([0-9]{1,3})/), let index = Int(match.1) else { return nil }
    self.index = index
  }
}
