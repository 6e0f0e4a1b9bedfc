import BenchCore
import Foundation
import HDF5
import ResultStore
import TestSupport
import Testing

/// Files on which the HDF5 library crashes, hangs or takes gigabytes cost only themselves.
@Suite struct DamagedFileTests {
  private static func damaged(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Damaged/\(name)")
  }

  @Test func damagedResultsAreNamedAndSkipped() throws {
    try withTemporaryFolder { folder in
      func file(_ name: String) -> URL { folder.appending(path: name) }
      for name in ["result-segv-one-bit.h5", "result-hang.h5"] {
        try FileManager.default.copyItem(at: Self.damaged(name), to: file(name))
      }
      try ResultStore.write(.sample(), to: file("whole.h5"))
      var bytes = try Data(contentsOf: file("whole.h5"))
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: file("flipped.h5"))
      // The words in front changed too: the file says that it had a checksum.
      bytes[0] ^= 1
      bytes[bytes.count / 2] ^= 1
      try bytes.write(to: file("flipped-front.h5"))
      #expect(mkfifo(file("pipe.h5").path, 0o600) == 0)
      try FileManager.default.createDirectory(at: file("folder.h5"), withIntermediateDirectories: false)
      let start = ContinuousClock.now
      let listing = try ResultStore.list(directory: folder, including: .all)
      #expect(listing.runs.map(\.file.lastPathComponent) == ["whole.h5"])
      #expect(
        listing.skipped.map(\.file.lastPathComponent) == [
          "flipped-front.h5", "flipped.h5", "folder.h5", "pipe.h5", "result-hang.h5", "result-segv-one-bit.h5",
        ])
      #expect(ContinuousClock.now - start < .seconds(60))
      let finished = try ResultStore.finishedResults(in: folder)
      #expect(finished.results.map(\.result.signature) == ["0123"])
      #expect(finished.skipped.map(\.file) == listing.skipped.map(\.file))
    }
  }

  @Test func gigabytesAreRefused() {
    let file = Self.damaged("embeddings-gigabytes-one-byte.h5")
    #expect {
      try EmbeddingFile.read(file)
    } throws: { ($0 as? HDF5Failure)?.location?.hasPrefix(file.path) == true }
  }

  /// What the disk does not say may be a finished run: it is not run again.
  @Test func whatTheDiskDoesNotSayIsAnError() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "disk.h5")
      try ResultStore.write(.sample(), to: folder.appending(path: "whole.h5"))
      // Nothing is at address 0: reading it is an input/output error.
      try FileManager.default.createSymbolicLink(atPath: file.path, withDestinationPath: "/proc/self/mem")
      #expect(
        throws: HDF5Failure.fileSystem(operation: "read", file: file.path, reason: "Input/output error")
      ) { try ResultStore.finishedResults(in: folder) }
    }
  }

  /// Anybody can compute a checksum: given by name, a file is read by another process all the same.
  @Test func aChecksumMakesNoFileTrusted() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "sealed.h5")
      try Python.run(
        #"""
        import hashlib, sys
        data = open(sys.argv[1], 'rb').read()
        lines = f'nc-bench HDF5 checksum 1\nnote \nbytes {len(data)}\nsha256 {hashlib.sha256(data).hexdigest()}\n'
        block = f'{lines}block-sha256 {hashlib.sha256(lines.encode()).hexdigest()}\n'
        open(sys.argv[2], 'wb').write(block.encode().ljust(511) + b'\n' + data)
        """#, Self.damaged("result-segv-one-bit.h5").path, file.path)
      #expect(try File.verifiedNote(of: file) == "")
      #expect {
        try EmbeddingFile.read(file)
      } throws: { ($0 as? HDF5Failure)?.location?.hasPrefix(file.path) == true }
    }
  }

  /// Finished runs of every schema, and nothing else.
  @Test func finishedRunsAreRecognised() throws {
    try withTemporaryFolder { folder in
      func write(_ record: RunRecord, _ signature: String) throws {
        var record = record
        record.signature = signature
        try ResultStore.write(record, to: folder.appending(path: "\(UUID()).h5"))
      }
      try write(.sample(), "ab12")
      try write(.failed, "failed")
      // Not a word of its own: read from the file itself.
      try write(.sample(), "größer als")
      try write(.sample(), "two words")
      let fixtures = Self.damaged("../Fixtures").standardized
      for name in ["schema1-finished.h5", "schema2-failed.h5"] {
        try FileManager.default.copyItem(at: fixtures.appending(path: name), to: folder.appending(path: name))
      }
      let finished = try ResultStore.finishedResults(in: folder)
      #expect(Set(finished.results.map(\.result.signature)) == ["ab12", "größer als", "two words", "0123"])
      #expect(finished.results.count == 4 && finished.skipped.isEmpty)
    }
  }

  /// The code that made a result is known without opening the file; of earlier files it is not.
  @Test func theCodeOfAFinishedRunIsRecognised() throws {
    try withTemporaryFolder { folder in
      let sources = String(repeating: "0123456789abcdef", count: 4)
      var record = RunRecord.sample()
      record.signature = String(repeating: "5", count: 64)
      (record.provenance.sources, record.provenance.torchVersion) = (sources, "2.13.0")
      (record.provenance.commit) = "0123456789ab-dirty"
      let file = folder.appending(path: "a.h5")
      try ResultStore.write(record, to: file)
      #expect(
        try File.verifiedNote(of: file)
          == "\(record.signature) finished sources=\(sources.prefix(32)) libtorch=2.13.0 commit=0123456789ab-dirty")
      let found = try #require(try ResultStore.finishedResults(in: folder).results.first?.result)
      #expect(found == FinishedResult(record) && found.commit == "0123456789ab-dirty")
      #expect(found.isMade(by: sources, torchVersion: "2.13.0"))
      #expect(!found.isMade(by: sources, torchVersion: "2.12.0"))
      #expect(!found.isMade(by: "1" + sources.dropFirst(), torchVersion: "2.13.0"))
      #expect(try ResultStore.read(file).provenance == record.provenance)

      // Without libtorch, and with a name of it that is too long for a note.
      record.provenance.torchVersion = nil
      #expect(FinishedResult(record).isMade(by: sources, torchVersion: "2.12.0"))
      record.provenance.torchVersion = String(repeating: "x", count: 100)
      try ResultStore.write(record, to: file)
      #expect(
        try File.verifiedNote(of: file)?.hasSuffix("sources=\(sources.prefix(32)) commit=0123456789ab-dirty") == true)

      record.provenance.sources = nil
      try ResultStore.write(record, to: file)
      let unknown = try #require(try ResultStore.finishedResults(in: folder).results.first?.result)
      #expect(unknown.sources == nil && !unknown.isMade(by: sources, torchVersion: "2.13.0"))
      try FileManager.default.removeItem(at: file)
      let fixture = Self.damaged("../Fixtures/schema1-finished.h5").standardized
      try FileManager.default.copyItem(at: fixture, to: file)
      #expect(try ResultStore.finishedResults(in: folder).results.first?.result.sources == nil)
    }
  }

  /// h5py changes of a sample, each a value that no run has, and the object that the error names.
  @Test func impossibleValuesAreErrorsOfTheirFile() throws {
    let changes = [
      ("f.attrs['actual_noise_rate'] = 1e20", "/@actual_noise_rate"),
      ("f.attrs['actual_noise_rate'] = float('nan')", "/@actual_noise_rate"),
      ("f.attrs['started_at'] = 1e300", "/@started_at"), ("f.attrs['ended_at'] = float('inf')", "/@ended_at"),
      ("spec('noise', 'rate', 1e20)", "/@spec"), ("spec('recipe', 'epochs', 2**63 - 1)", "/@spec"),
      ("spec('recipe', 'batchSize', -2)", "/@spec"), ("spec('recipe', 'learningRate', 1e308)", "/@spec"),
      ("spec('method', 'configuration', {'tau': 1e300})", "/@spec"), ("spec('noise', 'seed', 2**64)", "/@spec"),
      ("f['best/text-to-image'].attrs['minp'] = -float('inf')", "/best/text-to-image@minp"),
      ("f['best/text-to-image'].attrs['r1'] = 100.5", "/best/text-to-image@r1"),
      ("f['last'].attrs['epoch'] = -1", "/last@epoch"),
      ("f['best/text-to-image/first_match_rank'][0] = 2**63 - 1", "/best/text-to-image/first_match_rank"),
      ("f['best/text-to-image/first_match_rank'][0] = 5", "/best/text-to-image/first_match_rank"),
      ("f['best/image-to-text/first_match_rank'][0] = -1", "/best/image-to-text/first_match_rank"),
      ("f['best/image-to-text/average_precision'][0] = float('inf')", "/best/image-to-text/average_precision"),
      (
        "resize('best/image-to-text/first_match_rank'); resize('best/image-to-text/ndcg10')",
        "/best/image-to-text/average_precision"
      ),
      ("resize('best/embeddings/tse/text')", "/best/embeddings/tse/text"),
      ("f['last/embeddings'].attrs['heads'] = ['tse', 'tse']", "/last/embeddings@heads"),
      ("resize('test/gallery_files')", "/test/gallery_files"),
      ("f['epochs/epoch'][1] = 2**63 - 1", "/epochs/epoch"), ("f['epochs/epoch'][1] = 1", "/epochs/epoch"),
      ("f['epochs/seconds'][1] = float('inf')", "/epochs/seconds"),
      ("f['epochs/loss'][1] = -1e300", "/epochs/loss"), ("f['epochs/map'][0] = float('-inf')", "/epochs/map"),
      ("f['epochs/similarity/positive'][0, 0] = 2**63 - 1", "/epochs/similarity/positive"),
      ("f['epochs/similarity/negative'][0, 0] = -1", "/epochs/similarity/negative"),
      ("f['epochs/losses'].attrs['names'] = ['tse', 'tse', 'id']", "/epochs/losses@names"),
      ("f['noise/index'][0] = 2**63 - 1", "/noise/index"), ("f['noise/index'][0] = -1", "/noise/index"),
      ("selection.attrs['epoch'] = 1000", "/sample_selection"),
      ("selection['losses/tse'][0] = 3e38", "/sample_selection before epoch 1: losses/tse"),
      ("selection['p_clean/tse'][0] = 2", "/sample_selection before epoch 1: p_clean/tse"),
      (
        "selection['quality'].attrs['kept_clean'] = 2**63 - 1",
        "/sample_selection before epoch 1: quality@kept_clean"
      ),
      (
        "selection['quality/bge'].attrs['dropped_noisy'] = -1",
        "/sample_selection before epoch 1: quality/bge@dropped_noisy"
      ),
      ("selection['quality'].attrs['auc'] = float('inf')", "/sample_selection before epoch 1: quality@auc"),
    ]
    try withTemporaryFolder { folder in
      try ResultStore.write(.sample(), to: folder.appending(path: "whole.h5"))
      try Python.run(
        Python.edit + """
          import json, shutil, sys
          for number, change in enumerate(json.loads(sys.argv[2])):
              path = f'{sys.argv[1]}/{number}.h5'
              shutil.copy(f'{sys.argv[1]}/whole.h5', path)
              with edit(path) as f:
                  selection = f['sample_selection/epoch_001']
                  def spec(group, name, value):
                      value = dict(json.loads(f.attrs['spec']), **{group: dict(json.loads(f.attrs['spec'])[group], **{name: value})})
                      f.attrs['spec'] = json.dumps(value)
                  def resize(name):
                      values = f[name][:-1]; del f[name]; f[name] = values
                  exec(change)
          """,
        folder.path, String(decoding: JSONEncoder().encode(changes.map(\.0)), as: UTF8.self))
      for (number, (change, place)) in changes.enumerated() {
        let file = folder.appending(path: "\(number).h5")
        #expect("\(change)") {
          try ResultStore.read(file)
        } throws: { error in
          (error as? any BenchFailure)?.location == "\(file.path):\(place)"
        }
      }
    }
  }
}
