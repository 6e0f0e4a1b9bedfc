import Foundation

/// Looks for folders with results, for somebody who has named one without.
enum ResultFolders {
  /// A folder and the number of its result files.
  struct Folder: Equatable {
    var path: String
    var count: Int
  }

  /// The folders with results in some places or up to three levels below them; those changed last come first.
  ///
  /// A folder counts where a sweep has written into it, or its first file begins as results of this tool do. Hidden folders,
  /// links, and folders of more entries than results have, such as images, are passed over.
  static func found(below roots: [String]) -> [Folder] {
    var seen = Set<String>()
    var found: [(folder: Folder, date: Date)] = []
    var level = roots.map { URL(filePath: $0, directoryHint: .isDirectory) }
    var left = mostEntries
    for depth in 0...3 {
      var next: [URL] = []
      for folder in level where seen.insert(folder.standardizedFileURL.path).inserted {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path), names.count <= left else {
          continue
        }
        left -= names.count
        let visible = names.filter { !$0.hasPrefix(".") }.sorted()
        if let count = results(visible, in: folder) {
          let path = folder.standardizedFileURL.path.withoutWorkingDirectory
          found.append((Folder(path: path, count: count), date(of: folder)))
        }
        guard depth < 3 else { continue }
        next += visible.map { folder.appending(path: $0, directoryHint: .isDirectory) }.filter(isFolder)
      }
      level = next
    }
    return found.sorted { $0.date > $1.date }.map(\.folder)
  }

  /// How many entries are looked at in all.
  private static let mostEntries = 20_000

  /// The number of result files among a folder's names; `nil` where it is no folder of results.
  private static func results(_ names: [String], in folder: URL) -> Int? {
    let files = names.filter { $0.hasSuffix(".h5") }
    guard let first = files.first else { return nil }
    guard !names.contains("sweep.json"), !names.contains("runs") else { return files.count }
    let file = try? FileHandle(forReadingFrom: folder.appending(path: first))
    return (try? file?.read(upToCount: 8)) == Data("nc-bench".utf8) ? files.count : nil
  }

  private static func isFolder(_ url: URL) -> Bool {
    let type = try? FileManager.default.attributesOfItem(atPath: url.path)[.type] as? FileAttributeType
    return type == .typeDirectory
  }

  private static func date(of folder: URL) -> Date {
    let date = try? FileManager.default.attributesOfItem(atPath: folder.path)[.modificationDate] as? Date
    return date ?? .distantPast
  }
}

extension String {
  /// A path as somebody in the working directory names it: what is below it without it.
  var withoutWorkingDirectory: String {
    let directory = FileManager.default.currentDirectoryPath
    if self == directory { return "." }
    return hasPrefix(directory + "/") ? String(dropFirst(directory.count + 1)) : self
  }
}
