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

  @Test func keepsRangesOverTies() throws {
    var record = RunRecord.sample()
    record.best?.textToImage.tieRanges = [
      .r10: TieRange(lowest: 0, highest: 100, share: 0.75), .rsum: TieRange(lowest: 0, highest: 300, share: 1),
    ]
    record.warnings = [try #require(record.tieWarning)]
    #expect(try stored(record) == record)
    record.last?.imageToText.tieRanges = [.map: TieRange(lowest: 0, highest: 101, share: 0.75)]
    #expect(throws: ResultStoreError.self) { try stored(record) }
    record.last?.imageToText.tieRanges = [.map: TieRange(lowest: 0, highest: 100, share: 2)]
    #expect(throws: ResultStoreError.self) { try stored(record) }
  }

  @Test func keepsAFailedRun() throws {
    var record = RunRecord.failed
    record.outcome = .failed("out of memory\nat step 3: \"x\"")
    #expect(try stored(record) == record)
    // A failure must be storable whatever its message holds.
    record.outcome = .failed("bad\0byte" + String(repeating: "x", count: 1 << 17))
    #expect(try stored(record).outcome == .failed("bad\u{FFFD}byte" + String(repeating: "x", count: 1 << 17)))
  }

  @Test func keepsNumbersThatAreNotFinite() throws {
    var record = RunRecord.sample()
    record.epochs?[0].losses = [("tse", .nan), ("bge", .infinity)]
    record.epochs?[0].loss = .nan
    let read = try #require(try stored(record).epochs)
    #expect(read[0].losses.map(\.name) == ["tse", "bge"])
    #expect(read[0].losses[0].value.isNaN)
    #expect(read[0].loss.isNaN)
    #expect(read[1] == record.epochs?[1])
  }

  @Test(arguments: EmbeddingSelection.allCases) func keepsChosenEmbeddings(selection: EmbeddingSelection) throws {
    let record = RunRecord.sample()
    var expected = record
    if selection == .none || selection == .last { expected.best?.embeddings = nil }
    if selection == .none || selection == .best { expected.last?.embeddings = nil }
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
      expected.sampleSelections = record.sampleSelections
      #expect(try ResultStore.read(file, including: .sampleSelections) == expected)
      var qualities = summary
      qualities.selectionQualities = record.selectionQualities
      #expect(try ResultStore.read(file, including: .selectionQualities) == qualities)
      expected.epochs = record.epochs
      #expect(try ResultStore.read(file, including: [.sampleSelections, .epochs]) == expected)
      var noise = summary
      noise.noise = record.noise
      #expect(try ResultStore.read(file, including: .noise) == noise)
      let queries = try ResultStore.read(file, including: .queries)
      #expect(queries.best?.imageToText == record.best?.imageToText)
      #expect(queries.test == record.test)
    }
  }

  /// Halves keep about three digits and take half the room.
  @Test func keepsEmbeddingsAsHalves() throws {
    let record = RunRecord.sample()
    let read = try stored(record, options: StorageOptions(precision: .float16, compressionLevel: nil))
    for checkpoint in CheckpointName.allCases {
      for head in try #require(record[checkpoint]?.embeddings) {
        let found = try #require(read[checkpoint]?.embeddings?[head.name])
        for (values, halves) in [
          (head.value.text.values, found.text.values), (head.value.image.values, found.image.values),
        ] {
          #expect(zip(values, halves).contains { $0 != $1 })
          #expect(halves == values.map { Float(Float16($0)) })
        }
      }
    }
  }

  /// The method's order, not that of names, wherever heads are stored.
  @Test func keepsTheOrderOfHeads() throws {
    var record = RunRecord.sample()
    for checkpoint in CheckpointName.allCases {
      let heads = try #require(record[checkpoint]?.embeddings)
      record[checkpoint]?.embeddings = Heads(heads.reversed().map { (name: $0.name, value: $0.value) })
    }
    let heads = try #require(record.sampleSelections?[0].heads)
    record.sampleSelections?[0].heads = Heads(heads.reversed().map { (name: $0.name, value: $0.value) })
    let quality = SampleSelectionQuality(keptClean: 1, keptNoisy: 0, droppedClean: 2, droppedNoisy: 2, auc: nil)
    record.selectionQualities?[0].heads = ["tse": quality, "bge": quality]
    let read = try stored(record)
    #expect(read == record)
    #expect(read.best?.embeddings?.names == ["tse", "global"])
  }

  /// What an external method does not say is not there.
  @Test func keepsMetricsThatAreNotKnown() throws {
    var record = RunRecord.sample()
    record.epochs?[0].selection = [.r1: 50]
    record.epochs?[0].learningRate = nil
    record.epochs?[1].selection = nil
    record.best?.textToImage = DirectionRecord(metrics: [.map: 30])
    #expect(try stored(record) == record)
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
        record.sampleSelections?[0].heads = [name: HeadSelection(losses: [])]
        #expect(throws: ResultStoreError.self) { try ResultStore.write(record, to: file) }
        record = .sample()
        record.epochs?[0].losses = [(name, 1)]
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
      let selections = try #require(broken.sampleSelections)
      broken.sampleSelections = selections + [selections[0]]
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
      actualNoiseRate: actualNoiseRate)
    for name in CheckpointName.allCases {
      guard let checkpoint = self[name] else { continue }
      record[name] = CheckpointRecord(
        epoch: checkpoint.epoch, textToImage: DirectionRecord(metrics: checkpoint.textToImage.metrics),
        imageToText: DirectionRecord(metrics: checkpoint.imageToText.metrics))
    }
    return record
  }
}
