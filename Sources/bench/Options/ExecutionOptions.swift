import ArgumentParser
import Foundation
import Studies
import Sweep

/// How runs are executed on this machine; nothing here changes a number but `--device`.
struct ExecutionOptions: ParsableArguments {
  @Option(
    help: "Runs to have under way at the same time (default: one for each GPU, or as many as the cores allow).")
  var jobs: Int?

  @Option(help: "Where to compute; auto is CUDA where libtorch can use it (docs/devices.md).")
  var device = DeviceChoice.automatic

  @Option(
    help: ArgumentHelp(
      "GPUs to use, such as cuda:0,cuda:1, one run on each at a time (default: all).",
      discussion: "With more --jobs than GPUs, as many runs share each."))
  var devices: [CommaSeparated<CUDADevice>] = []

  @Flag(
    help: ArgumentHelp(
      "Compute transformer blocks again in the backward pass in place of keeping their insides, to save memory.",
      discussion: "Takes about a third more time and changes no number (docs/devices.md)."))
  var checkpointActivations = false

  @Option(help: "Seconds after which a run is stopped; a longer time goes on from there (default: never).")
  var timeout: Double?

  /// What runs compute on: `cpu` or `cuda`; to be asked once `--device auto` is settled.
  var computes: String { device == .cpu || (device == .automatic && devices.isEmpty) ? "cpu" : "cuda" }

  /// The GPUs that are named.
  var namedDevices: [Int]? {
    if case .cuda(let index?) = device {
      [index]
    } else {
      devices.isEmpty ? nil : devices.flatMap(\.values).map(\.index)
    }
  }

  func validate() throws {
    if !devices.isEmpty {
      let devices = devices.flatMap(\.values)
      guard device != .cpu else { throw ValidationError("--devices names GPUs, but --device is cpu") }
      if case .cuda(.some) = device { throw ValidationError("--devices and --device both name a GPU") }
      guard Set(devices.map(\.index)).count == devices.count else {
        throw ValidationError("--devices names a GPU twice")
      }
    }
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be 1 or more") }
    if let timeout, !(timeout > 0 && timeout <= 1e8) { throw ValidationError("--timeout must be above 0 seconds") }
  }

  /// The GPUs that runs are spread over; none where they compute on the CPU.
  func devices(for runs: [PlannedRun]) throws -> [Int] {
    try LocalDevices.resolve(namedDevices, for: runs)
  }

  /// How many runs may be under way.
  func jobs(for plan: StudyPlan, devices: [Int]) -> Int {
    if let jobs { return jobs }
    guard devices.isEmpty else { return devices.count }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    return max(1, cores / max(1, plan.studies.map(\.request.threads).max() ?? 1))
  }
}
