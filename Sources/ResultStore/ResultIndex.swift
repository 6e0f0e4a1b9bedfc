import BenchCore
import Foundation

/// The summaries of a folder's results as they were when each file was last read whole: a large folder is listed without
/// opening its files again.
///
/// It is a hidden file in the folder, which nothing needs and anybody may delete. A summary counts only for the very file
/// that it was read from, as far as the file system tells: name, size, inode and the times of the last changes of content
/// and inode, of which no program can set the latter. One that was changed a moment before it was read is left out, since
/// a change within the resolution of these times would go unseen. Another build of this tool takes nothing from it.
///
/// Summaries with the means over queries are in a file of their own: what nobody asked for was not read, nor checked.
struct ResultIndex {
  /// Folders with fewer results are read as fast without.
  static let leastCount = 64

  private let file: URL
  private let heading: String
  /// The text of each summary by the file that it is of.
  private var summaries: [String: IndexedSummary.Text] = [:]
  private let specifications = KnownSpecifications()

  /// Whether an index can hold these parts of results.
  static func holds(_ contents: ResultContents) -> Bool { contents == .summary || contents == .queryMeans }

  /// Reads the index of a folder; an empty one where there is none, or none that was written whole by this build.
  ///
  /// - Parameter contents: Of which it `holds` summaries.
  init(of folder: URL, _ contents: ResultContents = .summary) {
    file = folder.appending(path: contents == .queryMeans ? ".index-of-means" : ".index")
    heading = "nc-bench index of results 2, by \(IndexedFile(at: "/proc/self/exe")?.text ?? "an unknown build")\n"
    guard let contents = try? Data(contentsOf: file), contents.starts(with: Data(heading.utf8)) else { return }
    let end = contents.count - Self.ending(of: Data()).count
    guard end >= heading.utf8.count, contents[end...] == Self.ending(of: contents[..<end]) else { return }
    contents.withUnsafeBytes { bytes in
      func first(_ byte: Int32, from start: Int) -> Int? {
        guard let base = bytes.baseAddress, let place = memchr(base + start, byte, end - start) else { return nil }
        return UnsafeRawPointer(place) - base
      }
      var start = heading.utf8.count
      while start < end, let tab = first(9, from: start), let second = first(9, from: tab + 1),
        let stop = first(10, from: second)
      {
        summaries[String(decoding: bytes[start..<tab], as: UTF8.self)] = IndexedSummary.Text(
          specification: contents[(tab + 1)..<second], rest: contents[(second + 1)..<stop])
        start = stop + 1
      }
    }
  }

  /// The record of a file that is still the one that was read; `nil` for others.
  func record(of file: IndexedFile) -> RunRecord? {
    guard let text = summaries[file.text] else { return nil }
    return try? IndexedSummary.record(in: text, specifications)
  }

  /// Replaces the index where it is not of these files; a folder that nothing may be written to stays as it is.
  ///
  /// - Parameter files: Of the whole folder, with the records that were read of them now.
  func update(_ files: [(file: IndexedFile, read: RunRecord?)]) {
    var kept: [(key: String, text: IndexedSummary.Text)] = []
    for (file, read) in files {
      let text = read.map { try? IndexedSummary.text(of: $0) } ?? summaries[file.text]
      if let text { kept.append((file.text, text)) }
    }
    guard kept.map(\.key).sorted() != summaries.keys.sorted() else { return }
    var contents = Data(heading.utf8)
    for (key, text) in kept {
      contents.append(contentsOf: key.utf8)
      contents.append(9)
      contents.append(text.specification)
      contents.append(9)
      contents.append(text.rest)
      contents.append(10)
    }
    contents.append(Self.ending(of: contents))
    try? AtomicFile.write(contents, to: file)
  }

  private static func ending(of contents: Data) -> Data { Data("sha256 \(contents.sha256)\n".utf8) }
}

/// A file as the index knows it: its name, and what changes whenever somebody writes to it or puts another in its place.
struct IndexedFile: Equatable {
  let version: FileVersion
  /// One line.
  let text: String

  /// `nil` for what is no file, or has a name that is no line.
  init?(at path: String) {
    let name = path.split(separator: "/").last ?? ""
    guard let version = FileVersion(path: path), !name.utf8.contains(where: { $0 < 32 }) else { return nil }
    self.version = version
    text = "\(version.size) \(version.inode) \(version.modificationTime) \(version.statusTime) \(name)"
  }
}
