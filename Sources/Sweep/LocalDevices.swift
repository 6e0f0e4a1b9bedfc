import Methods
package import Studies
package import Torch

/// The CUDA devices that runs on this machine are spread over.
package enum LocalDevices {
  /// Which devices to use; none where the runs compute on the CPU.
  ///
  /// - Parameters:
  ///   - wanted: The devices to use; `nil` uses all.
  ///   - support: What libtorch can use.
  /// - Throws: `DeviceFailure` where runs of this program's methods would find none. A command of another program may
  ///   see devices that this libtorch does not: for such runs alone, the first device is assumed.
  package static func resolve(
    _ wanted: [Int]?, for runs: [PlannedRun], support: () throws -> CUDASupport = CUDASupport.here
  ) throws -> [Int] {
    guard runs.contains(where: { $0.spec.device == "cuda" }) else { return [] }
    let trainsHere = runs.contains { !ExternalMethod.isExternal($0.spec.method) }
    guard trainsHere else {
      let count = (try? support().deviceCount) ?? 0
      return wanted ?? (count > 0 ? Array(0..<count) : [0])
    }
    let found = try support()
    let all = Array(0..<max(1, found.deviceCount))
    for index in wanted ?? all { try Device.cuda(index).checkUsable { found } }
    return wanted ?? all
  }
}
