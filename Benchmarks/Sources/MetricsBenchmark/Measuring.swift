import Foundation

/// The wall time of `body` in seconds.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  let start = ContinuousClock.now
  try body()
  let duration = ContinuousClock.now - start
  return Double(duration.components.seconds) + 1e-18 * Double(duration.components.attoseconds)
}

/// A number with a fixed number of decimals.
func fixed(_ value: Double, _ decimals: Int) -> String {
  String(format: "%.\(decimals)f", value)
}

/// A field of `/proc/self/status` in bytes: `VmRSS` is the memory in use, `VmHWM` its peak; 0 elsewhere than on Linux.
func memory(_ field: String) -> Int {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("\(field):") }
  return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first).flatMap { Int($0) }.map { $0 * 1024 } ?? 0
}

/// Starts `VmHWM` anew.
func resetPeakMemory() {
  try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
}
