import BenchCore
import Foundation
import TestSupport
import Testing

@testable import ResultStore

/// Large folders are listed from their index, which never stands for another file than it was made of.
@Suite struct IndexTests {
  private static let later = FileVersion.now() + 1_000_000_000_000

  /// As many results as have an index.
  private func withResults(_ body: (URL, [URL]) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let files = (100..<100 + ResultIndex.leastCount).map { folder.appending(path: "run \($0).h5") }
      try ResultStore.write(.sample(), to: files[0])
      for file in files.dropFirst() { try FileManager.default.copyItem(at: files[0], to: file) }
      try ResultStore.write(.failed, to: files[1])
      try body(folder, files)
    }
  }

  private func list(_ folder: URL) throws -> (runs: [StoredRun], skipped: [SkippedFile]) {
    try ResultStore.list(directory: folder, including: .summary, now: Self.later)
  }

  private func indexed(
    _ file: URL, in folder: URL, _ contents: ResultContents = .summary
  ) throws -> RunRecord? {
    ResultIndex(of: folder, contents).record(of: try #require(IndexedFile(at: file.path)))
  }

  @Test func theIndexSaysWhatTheFilesSay() throws {
    try withResults { folder, files in
      let first = try list(folder)
      for file in files { #expect(try indexed(file, in: folder) == ResultStore.read(file, including: .summary)) }
      let second = try list(folder)
      #expect(first.runs == second.runs && first.runs.count == files.count && second.skipped.isEmpty)
      // Other parts are in the files alone.
      #expect(try ResultStore.list(directory: folder, including: .epochs).runs[0].record.epochs?.count == 2)
    }
  }

  /// As a reader of the queries finds, without them.
  @Test func meansOverQueriesAreInAnIndexOfTheirOwn() throws {
    try withResults { folder, files in
      func means() throws -> [RunRecord] {
        try ResultStore.list(directory: folder, including: .queryMeans, now: Self.later).runs.map(\.record)
      }
      _ = try list(folder)
      let first = try means()
      for (file, record) in zip(files, first) { #expect(try indexed(file, in: folder, .queryMeans) == record) }
      let second = try means()
      #expect(second == first && first.count == files.count)
      let queries = try files.map { try ResultStore.read($0, including: .queries) }
      #expect(queries[0].best?.textToImage.queries != nil)
      for (found, whole) in zip(first, queries) {
        #expect(found.test == nil && found.signature == whole.signature)
        for checkpoint in CheckpointName.allCases {
          for direction in RetrievalDirection.allCases {
            let (made, wanted) = (found[checkpoint]?[direction], whole[checkpoint]?[direction])
            #expect(made?.queries == nil && made?.metrics == wanted?.metrics)
            let expected = wanted?.queries.flatMap { $0.count > 0 ? MetricValues(of: $0) : nil }
            #expect(made?.queryMeans == expected)
          }
        }
      }
      // Who did not ask for them gets none.
      #expect(try list(folder).runs.allSatisfy { $0.record.best?.textToImage.queryMeans == nil })
    }
  }

  @Test func aFileThatWasTouchedIsReadAgain() throws {
    try withResults { folder, files in
      _ = try list(folder)
      var changed = RunRecord.sample()
      changed.label = "another"
      try ResultStore.write(changed, to: files[2])
      // Another byte in the same place, and the old time of change.
      let time = try FileManager.default.attributesOfItem(atPath: files[3].path)[.modificationDate]
      let handle = try FileHandle(forUpdating: files[3])
      try handle.seek(toOffset: 4000)
      let byte = try #require(try handle.read(upToCount: 1)?.first)
      try handle.seek(toOffset: 4000)
      try handle.write(contentsOf: [byte ^ 1])
      try handle.close()
      try FileManager.default.setAttributes([.modificationDate: time as Any], ofItemAtPath: files[3].path)
      try FileManager.default.removeItem(at: files[4])
      try FileManager.default.moveItem(at: files[5], to: folder.appending(path: "moved.h5"))
      let listing = try list(folder)
      #expect(listing.skipped.map(\.file.lastPathComponent) == [files[3].lastPathComponent])
      #expect(listing.runs.count == files.count - 2)
      #expect(listing.runs.first { $0.file.lastPathComponent == files[2].lastPathComponent }?.record.label == "another")
      #expect(listing.runs.contains { $0.file.lastPathComponent == "moved.h5" })
    }
  }

  @Test func aFileThatHasJustChangedIsNotIndexed() throws {
    try withResults { folder, files in
      let written = try #require(FileVersion(path: files[0].path)).statusTime
      _ = try ResultStore.list(directory: folder, including: .summary, now: written + 10_000_000)
      #expect(try indexed(files[0], in: folder) == nil)
    }
  }

  @Test func aDamagedIndexCountsForNothing() throws {
    try withResults { folder, files in
      let whole = try list(folder)
      let index = folder.appending(path: ".index")
      let bytes = try Data(contentsOf: index)
      var edits = [Data(), bytes.prefix(1000), bytes.dropLast(), bytes + Data("x".utf8)]
      let label = try #require(bytes.firstRange(of: Data("isStandIn\":true".utf8)))
      edits.append(bytes)
      edits[4].replaceSubrange(label, with: Data("isStandIn\":fals".utf8))
      // That of another build, or another version of it.
      edits.append(Data("another ".utf8) + bytes)
      for edit in edits {
        try edit.write(to: index)
        #expect(try indexed(files[0], in: folder) == nil)
        #expect(try list(folder).runs == whole.runs)
        #expect(try indexed(files[0], in: folder) != nil, "it is written anew")
      }
    }
  }

  @Test func aFolderThatTakesNoIndexIsListed() throws {
    try withResults { folder, files in
      try FileManager.default.createDirectory(
        at: folder.appending(path: ".index/kept"), withIntermediateDirectories: true)
      #expect(try list(folder).runs.count == files.count)
      #expect(try list(folder).runs.count == files.count)
    }
  }
}
