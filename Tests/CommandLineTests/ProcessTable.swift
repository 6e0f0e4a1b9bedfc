import Foundation
import TestSupport

/// The processes of this machine, as `/proc` has them.
enum ProcessTable {
  /// Those whose command line holds all words, and that have not ended.
  static func processes(with words: String...) throws -> [pid_t] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.filter { process in
      guard let data = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { return false }
      let line = String(decoding: data, as: UTF8.self)
      return words.allSatisfy(line.contains)
    }
  }

  /// Waits until there is a process whose command line holds all words.
  static func process(with words: [String], named name: String) throws -> pid_t {
    var found: pid_t?
    try wait(for: name) {
      found = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.first { process in
        guard let data = FileManager.default.contents(atPath: "/proc/\(process)/cmdline") else { return false }
        let line = String(decoding: data, as: UTF8.self)
        return words.allSatisfy(line.contains)
      }
      return found != nil
    }
    return found ?? -1
  }
}
