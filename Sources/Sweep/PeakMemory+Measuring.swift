import BenchCore
import Foundation
import Torch

extension PeakMemory {
  /// The most memory that this process took so far: of a device, where that is counted, else of the machine.
  ///
  /// - Throws: `TorchFailure`.
  init?(on device: Device) throws {
    if let bytes = try TorchLibrary.peakMemoryBytes(on: device) {
      self.init(bytes: bytes, place: .device)
      return
    }
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    guard let kilobytes = status.firstMatch(of: /VmHWM:\s*([0-9]+) kB/).flatMap({ Int($0.output.1) }) else {
      return nil
    }
    self.init(bytes: kilobytes << 10, place: .process)
  }
}
