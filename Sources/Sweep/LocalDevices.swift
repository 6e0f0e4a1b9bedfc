import Methods
package import Studies
import Torch

/// The CUDA devices that runs on this machine are spread over.
package enum LocalDevices {
  /// Which devices to use; none where the runs compute on the CPU.
  ///
  /// - Parameters:
  ///   - wanted: The devices to use; `nil` uses all.
  ///   - available: The number of devices that libtorch can use.
  /// - Throws: `DeviceFailure` where runs of this program's methods would find none. A command of another program may
  ///   see devices that this libtorch does not: for such runs alone, the first device is assumed.
  package static func resolve(
    _ wanted: [Int]?, for runs: [PlannedRun], available: () throws -> Int = TorchLibrary.deviceCount
  ) throws -> [Int] {
    guard runs.contains(where: { $0.spec.device == "cuda" }) else { return [] }
    let trainsHere = runs.contains { !ExternalMethod.isExternal($0.spec.method) }
    let count = trainsHere ? try available() : (try? available()) ?? 0
    guard trainsHere else { return wanted ?? (count > 0 ? Array(0..<count) : [0]) }
    guard count > 0 else { throw DeviceFailure.none }
    if let missing = wanted?.first(where: { $0 >= count }) {
      throw DeviceFailure.missing(index: missing, count: count)
    }
    return wanted ?? Array(0..<count)
  }
}
