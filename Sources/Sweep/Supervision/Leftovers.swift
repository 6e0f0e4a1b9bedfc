import Foundation

/// Partial files of processes that were killed while they wrote (`AtomicFile`).
enum Leftovers {
  /// Removes the partial files of targets.
  ///
  /// - Parameter age: Younger ones, in seconds, stay: where other processes may write the same targets at this moment.
  static func remove(of targets: [URL], olderThan age: Double = 0) {
    for folder in Set(targets.map { $0.deletingLastPathComponent() }) {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      for name in names where name.hasSuffix(".partial") && targets.contains(where: { isPart(name, of: $0) }) {
        let file = folder.appending(path: name)
        let written = try? FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate] as? Date
        guard age == 0 || (written ?? .distantFuture).timeIntervalSinceNow < -age else { continue }
        unlink(file.path)
      }
    }
  }

  /// Whether a name is that of a file on its way to a target. Of a long name it has only the beginning, which another
  /// target's may share.
  private static func isPart(_ name: String, of target: URL) -> Bool {
    let whole = target.lastPathComponent
    return whole.count <= 200 && name.hasPrefix(".\(whole).")
      && UUID(uuidString: String(name.dropFirst(whole.count + 2).dropLast(".partial".count))) != nil
  }
}
