import BenchCore
import Foundation
import HDF5
import ResultStore
import TestSupport
import Testing

/// A folder of results is read as far as it can be, and what cannot be read is named.
@Suite struct ListingTests {
  @Test func skipsWhatIsNoResult() throws {
    try withTemporaryFolder { folder in
      func file(_ name: String) -> URL { folder.appending(path: name) }
      var record = RunRecord.sample()
      try ResultStore.write(record, to: file("b.h5"))
      let whole = try Data(contentsOf: file("b.h5"))
      record.label = "IRRA"
      try ResultStore.write(record, to: file("a.h5"))
      try whole.prefix(whole.count / 2).write(to: file("truncated.h5"))
      try Data().write(to: file("empty.h5"))
      try Data("text".utf8).write(to: file("foreign.h5"))
      try File.create(at: file("other.h5")) { try $0.write([1], to: "values") }
      try File.create(at: file("newer.h5")) { try $0.attributes.write(ResultStore.schema + 1, to: "schema") }
      try File.create(at: file("odd.h5")) { try $0.attributes.write("one", to: "schema") }
      try File.create(at: file("hollow.h5")) { try $0.attributes.write(ResultStore.schema, to: "schema") }
      try FileManager.default.createDirectory(at: file("folder.h5"), withIntermediateDirectories: false)
      try FileManager.default.createSymbolicLink(at: file("broken.h5"), withDestinationURL: file("nowhere.h5"))
      // Neither results nor worth a warning.
      try Data("text".utf8).write(to: file("notes.txt"))
      try whole.prefix(100).write(to: file(".c.h5.1234.partial"))

      let listing = try ResultStore.list(directory: folder)
      #expect(listing.runs.map(\.record.label) == ["IRRA", "RDE (größer)"])
      #expect(listing.runs.map(\.file.lastPathComponent) == ["a.h5", "b.h5"])
      #expect(
        listing.skipped.map(\.file.lastPathComponent) == [
          "broken.h5", "empty.h5", "folder.h5", "foreign.h5", "hollow.h5", "newer.h5", "odd.h5", "other.h5",
          "truncated.h5",
        ]
      )
      for skipped in listing.skipped { #expect(skipped.description.hasPrefix(skipped.file.path)) }
      func problem(_ name: String) -> String? {
        listing.skipped.first { $0.file.lastPathComponent == name }?.failure.problem
      }
      #expect(problem("empty.h5") == "this is not an HDF5 file")
      #expect(problem("foreign.h5") == "this is not an HDF5 file")
      #expect(problem("other.h5")?.contains("no 'schema' attribute") == true)
      #expect(problem("newer.h5") == "the result has schema 5, this version reads schemas up to 4")
      #expect(problem("odd.h5") == "expected Int but found string")
      #expect(problem("hollow.h5") == "there is no such group, dataset or attribute")
      #expect(problem("truncated.h5")?.contains("truncated") == true)
      #expect(problem("broken.h5") == "cannot open the file: No such file or directory")
    }
  }

  @Test func missingFolderIsAnError() throws {
    try withTemporaryFolder { folder in
      let missing = folder.appending(path: "Results")
      #expect {
        try ResultStore.list(directory: missing)
      } throws: { error in
        if case ResultStoreError.unreadableFolder(missing.path, _) = error { true } else { false }
      }
      #expect(throws: ResultStoreError.self) { try ResultStore.list(directory: URL(filePath: #filePath)) }
      let empty = try ResultStore.list(directory: folder)
      #expect(empty.runs.isEmpty && empty.skipped.isEmpty)
    }
  }

  /// What is missing or malformed in a file is named by its path.
  @Test func namesWhatIsWrong() throws {
    // Python statements that damage a result `f`, and the place the error then names.
    let edits = [
      ("del f.attrs['spec']", "/@spec"),
      ("del f.attrs['outcome']", "/@outcome"),
      ("del f.attrs['started_at']", "/@started_at"),
      ("f.attrs['spec'] = '{'", "/@spec"),
      ("f.attrs['outcome'] = 'paused'", "/@outcome"),
      ("f.attrs['stand_in'] = 'yes'", "/@stand_in"),
      ("f.attrs['label'] = ['a', 'b']", "/@label"),
      ("del f['epochs/loss']", "/epochs/loss"),
      ("del f['epochs/minp']; f['epochs/minp'] = [1.0]", "/epochs/minp"),
      ("del f['epochs/losses/tse']", "/epochs/losses/tse"),
      ("del f['epochs/loss']; f['epochs/loss'] = [1.0]", "/epochs/loss"),
      ("del f['noise/is_clean']; f['noise/is_clean'] = [True]", "/noise/is_clean"),
      ("del f['best/text-to-image']", "/best/text-to-image"),
      ("f['best/image-to-text'].attrs['minp'] = 'high'", "/best/image-to-text@minp"),
      ("del f['last/embeddings'].attrs['heads']", "/last/embeddings@heads"),
      ("del f['last/text-to-image/first_match_rank']", "/last/text-to-image/first_match_rank"),
      ("del f['last/embeddings/tse/image']", "/last/embeddings/tse/image"),
      ("del f['last/embeddings/tse/text']; f['last/embeddings/tse/text'] = [1.0]", "/last/embeddings/tse/text"),
      ("del f['test/gallery_identities']", "/test/gallery_identities"),
      ("del f['sample_selection/epoch_001/treated_as_clean']", "/sample_selection/epoch_001/treated_as_clean"),
      (
        "g = f['sample_selection/epoch_001/p_clean']; del g['tse']; g['tse'] = [1.0]",
        "/sample_selection/epoch_001/p_clean/tse"
      ),
    ]
    try withTemporaryFolder { folder in
      let whole = folder.appending(path: "whole.h5")
      try ResultStore.write(.sample(), to: whole)
      try Python.run(
        Python.edit + """
          import json, shutil, sys
          for number, change in enumerate(json.loads(sys.argv[2])):
              file = f'{sys.argv[1]}/{number}.h5'
              shutil.copy(f'{sys.argv[1]}/whole.h5', file)
              with edit(file) as f: exec(change)
          """,
        folder.path,
        String(decoding: JSONEncoder().encode(edits.map(\.0)), as: UTF8.self)
      )
      for (number, (edit, place)) in edits.enumerated() {
        let file = folder.appending(path: "\(number).h5")
        #expect("\(edit)") {
          try ResultStore.read(file)
        } throws: { error in
          (error as? any BenchFailure)?.location == "\(file.path):\(place)"
        }
      }
    }
  }
}
