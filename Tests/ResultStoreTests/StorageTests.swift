import BenchCore
import Foundation
import HDF5
import ResultStore
import TestSupport
import Testing

/// Records come back as they were stored.
@Suite struct StorageTests {
  private func stored(_ record: RunRecord, options: StorageOptions = StorageOptions()) throws -> RunRecord {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "run.h5")
      try ResultStore.write(record, to: file, options: options)
      return try ResultStore.read(file)
    }
  }

  @Test(arguments: [nil, 1, 9]) func keepsEverything(compressionLevel: Int?) throws {
    let record = RunRecord.sample()
    #expect(try stored(record, options: StorageOptions(compressionLevel: compressionLevel)) == record)
  }

  @Test func keepsAFailedRun() throws {
    var record = RunRecord.sample()
    record.outcome = .failed("out of memory\nat step 3: \"x\"")
    (record.best, record.last) = (nil, nil)
    (record.epochs, record.divisions) = ([], [])
    (record.queryIdentities, record.galleryIdentities) = ([], [])
    (record.noiseSourceIndices, record.noiseIsClean) = ([], [])
    #expect(try stored(record) == record)
    // A failure must be storable whatever its message holds.
    record.outcome = .failed("bad\0byte" + String(repeating: "x", count: 1 << 17))
    #expect(try stored(record).outcome == .failed("bad\u{FFFD}byte" + String(repeating: "x", count: 1 << 17)))
  }

  @Test func keepsNumbersThatAreNotFinite() throws {
    var record = RunRecord.sample()
    record.epochs[0].losses = [("tse", .nan), ("bge", .infinity)]
    record.epochs[0].loss = .nan
    let read = try stored(record)
    #expect(read.epochs[0].losses.map(\.name) == ["tse", "bge"])
    #expect(read.epochs[0].losses[0].value.isNaN)
    #expect(read.epochs[0].loss.isNaN)
    #expect(read.epochs[1] == record.epochs[1])
  }

  @Test(arguments: EmbeddingSelection.allCases) func keepsChosenEmbeddings(selection: EmbeddingSelection) throws {
    let record = RunRecord.sample()
    var expected = record
    if selection == .none || selection == .last { expected.best?.embeddings = [:] }
    if selection == .none || selection == .best { expected.last?.embeddings = [:] }
    #expect(try stored(record, options: StorageOptions(embeddings: selection)) == expected)
  }

  @Test func readsParts() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "run.h5")
      let record = RunRecord.sample()
      try ResultStore.write(record, to: file)
      let summary = record.withoutParts
      #expect(try ResultStore.read(file, including: .summary) == summary)
      #expect(summary.actualNoiseRate == 0.4)
      var expected = summary
      expected.divisions = record.divisions
      #expect(try ResultStore.read(file, including: .divisions) == expected)
      var qualities = summary
      qualities.divisionQualities = record.divisionQualities
      #expect(try ResultStore.read(file, including: .divisionQualities) == qualities)
      expected.epochs = record.epochs
      #expect(try ResultStore.read(file, including: [.divisions, .epochs]) == expected)
      var noise = summary
      (noise.noiseSourceIndices, noise.noiseIsClean) = (record.noiseSourceIndices, record.noiseIsClean)
      #expect(try ResultStore.read(file, including: .noise) == noise)
      let queries = try ResultStore.read(file, including: .queries)
      #expect(queries.best?.imageQueries == record.best?.imageQueries)
      #expect(queries.galleryFiles == record.galleryFiles)
    }
  }

  /// Halves keep about three digits and take half the room.
  @Test func keepsEmbeddingsAsHalves() throws {
    let record = RunRecord.sample()
    let read = try stored(record, options: StorageOptions(precision: .float16, compressionLevel: nil))
    for checkpoint in [\RunRecord.best, \.last] {
      let heads = try #require(record[keyPath: checkpoint]?.embeddings)
      for (name, head) in heads {
        let found = try #require(read[keyPath: checkpoint]?.embeddings[name])
        for (values, halves) in [(head.text.values, found.text.values), (head.image.values, found.image.values)] {
          #expect(zip(values, halves).contains { $0 != $1 })
          #expect(halves == values.map { Float(Float16($0)) })
        }
      }
    }
  }

  @Test func refusesNamesThatAreNotNames() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "run.h5")
      let empty = EmbeddingMatrix(rows: 0, columns: 0, values: [])
      for name in ["", ".", "a/b", "a\0"] {
        var record = RunRecord.sample()
        record.best?.embeddings = [name: HeadEmbeddings(text: empty, image: empty)]
        #expect(throws: ResultStoreError.self) { try ResultStore.write(record, to: file) }
        record = .sample()
        record.divisions[0].losses = [name: []]
        #expect(throws: ResultStoreError.self) { try ResultStore.write(record, to: file) }
        record = .sample()
        record.epochs[0].losses = [(name, 1)]
        #expect(throws: ResultStoreError.self) { try ResultStore.write(record, to: file) }
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names.isEmpty)
    }
  }

  @Test func failureKeepsTheOldResult() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "run.h5")
      try ResultStore.write(.sample(), to: file)
      let before = try Data(contentsOf: file)
      var broken = RunRecord.sample()
      broken.divisions.append(broken.divisions[0])
      #expect(throws: HDF5Failure.self) { try ResultStore.write(broken, to: file) }
      #expect(try Data(contentsOf: file) == before)
    }
  }
}

extension RunRecord {
  /// What a summary has of the record.
  fileprivate var withoutParts: RunRecord {
    var record = RunRecord(
      spec: spec, signature: signature, label: label, isStandIn: isStandIn, outcome: outcome, provenance: provenance,
      best: best, last: last, actualNoiseRate: actualNoiseRate)
    for checkpoint in [\RunRecord.best, \.last] {
      record[keyPath: checkpoint]?.embeddings = [:]
      record[keyPath: checkpoint]?.textQueries = QueryRecord()
      record[keyPath: checkpoint]?.imageQueries = QueryRecord()
    }
    return record
  }
}
