import BenchCore
import Foundation
import ResultStore
import TestSupport
import Testing

/// Files of earlier schemas, as the versions of their time wrote them, stay readable.
@Suite struct FixtureTests {
  private static func fixture(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
  }

  /// The record that schema 2's files were written from: today's sample without the newer metrics, of which those of the
  /// first match's rank follow from the queries.
  private static var sampleOfSchema2: RunRecord {
    var record = RunRecord.sample()
    (record.provenance.peakMemory, record.provenance.sources) = (nil, nil)
    record.epochs = record.epochs?.map { epoch in
      var epoch = epoch
      (epoch.selection, epoch.test) = (epoch.selection?.ofThePapers, epoch.test?.ofThePapers)
      return epoch
    }
    for checkpoint in CheckpointName.allCases {
      for direction in [\CheckpointRecord.textToImage, \.imageToText] {
        guard var queries = record[checkpoint]?[keyPath: direction].queries else { continue }
        queries[.ndcg10] = nil
        record[checkpoint]?[keyPath: direction].metrics.removeNewer(knowing: queries)
        record[checkpoint]?[keyPath: direction].queries = queries
      }
    }
    return record
  }

  /// The same without what schema 2 added.
  private static var sampleOfSchema1: RunRecord {
    var record = sampleOfSchema2
    record.provenance.commit = nil
    record.test?.galleryFiles = nil
    record.selectionQualities = nil
    for head in 0..<2 { record.sampleSelections?[0].heads[head].value.takenAsClean = nil }
    for epoch in 0..<2 {
      record.epochs?[epoch].test = nil
      record.epochs?[epoch].similarities = nil
    }
    for checkpoint in CheckpointName.allCases {
      record[checkpoint]?.textToImage.queries?[.minp] = nil
      record[checkpoint]?.imageToText.queries = nil
      record[checkpoint]?.imageToText.metrics.removeNewer(knowing: QueryOutcomes())
    }
    return record
  }

  private static var failedOfSchema2: RunRecord {
    var record = RunRecord.failed
    (record.provenance.peakMemory, record.provenance.sources) = (nil, nil)
    return record
  }

  private static var failedOfSchema1: RunRecord {
    var record = failedOfSchema2
    record.provenance.commit = nil
    return record
  }

  @Test func schema1() throws {
    #expect(try ResultStore.read(Self.fixture("schema1-finished.h5")) == Self.sampleOfSchema1)
    #expect(try ResultStore.read(Self.fixture("schema1-failed.h5")) == Self.failedOfSchema1)
  }

  @Test func schema2() throws {
    #expect(try ResultStore.read(Self.fixture("schema2-finished.h5")) == Self.sampleOfSchema2)
    #expect(try ResultStore.read(Self.fixture("schema2-failed.h5")) == Self.failedOfSchema2)
  }

  @Test func schema3() throws {
    #expect(try ResultStore.read(Self.fixture("schema3-finished.h5")) == .sample())
    // Groups that are not wanted are left out by their names of the time.
    let summary = try ResultStore.read(Self.fixture("schema3-finished.h5"), including: .summary)
    #expect(summary.best?.imageToText.metrics == RunRecord.sample().best?.imageToText.metrics && summary.test == nil)
  }

  /// Without the queries nothing follows from them.
  @Test func aSummaryHasTheMetricsOfItsTime() throws {
    let summary = try ResultStore.read(Self.fixture("schema2-finished.h5"), including: .summary)
    let metrics = try #require(summary.best?.textToImage.metrics)
    #expect(metrics == RunRecord.sample().best?.textToImage.metrics.ofThePapers)
    #expect(metrics[.rsum] == 61.5 + 62.5 + 63.5)
  }

  /// Later files of schema 1 also had the penalties of text queries, each head's opinion and its quality.
  @Test func laterFilesOfSchema1() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "run.h5")
      try FileManager.default.copyItem(at: Self.fixture("schema2-finished.h5"), to: file)
      let older = """
        import h5py, sys
        with h5py.File(sys.argv[1], 'a') as f:
            f.attrs['schema'] = 1
            del f.attrs['commit'], f['test/gallery_files'], f['epochs/test'], f['epochs/similarity']
            for checkpoint in 'best', 'last':
                for name in list(f[checkpoint]['i2t']):
                    del f[checkpoint]['i2t'][name]
        """
      try Python.run(older, file.path)
      let sample = Self.sampleOfSchema2
      var expected = Self.sampleOfSchema1
      (expected.sampleSelections, expected.selectionQualities) = (sample.sampleSelections, sample.selectionQualities)
      for checkpoint in CheckpointName.allCases {
        expected[checkpoint]?.textToImage = try #require(sample[checkpoint]).textToImage
      }
      #expect(try ResultStore.read(file) == expected)
    }
  }

  /// Files of schema 2 of before each head's opinion and the quality were stored.
  @Test func earlierFilesOfSchema2() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "run.h5")
      try FileManager.default.copyItem(at: Self.fixture("schema2-finished.h5"), to: file)
      let older = """
        import h5py, sys
        with h5py.File(sys.argv[1], 'a') as f:
            for division in f['division'].values():
                del division['quality'], division['judged_clean']
        """
      try Python.run(older, file.path)
      var expected = Self.sampleOfSchema2
      expected.selectionQualities = nil
      for head in 0..<2 { expected.sampleSelections?[0].heads[head].value.takenAsClean = nil }
      #expect(try ResultStore.read(file) == expected)
    }
  }

  /// All schemas can be in one folder.
  @Test func anOldFileIsListedBesideANewOne() throws {
    try withTemporaryFolder { folder in
      try FileManager.default.copyItem(
        at: Self.fixture("schema1-finished.h5"), to: folder.appending(path: "old.h5"))
      try FileManager.default.copyItem(
        at: Self.fixture("schema2-finished.h5"), to: folder.appending(path: "older.h5"))
      try FileManager.default.copyItem(
        at: Self.fixture("schema3-finished.h5"), to: folder.appending(path: "recent.h5"))
      try ResultStore.write(.sample(), to: folder.appending(path: "new.h5"))
      let listing = try ResultStore.list(directory: folder, including: .all)
      #expect(listing.skipped.isEmpty)
      #expect(listing.runs.map(\.record) == [.sample(), Self.sampleOfSchema1, Self.sampleOfSchema2, .sample()])
    }
  }
}

extension MetricValues {
  /// The five that schemas 1 and 2 have.
  fileprivate var ofThePapers: MetricValues {
    Metric.paper.reduce(into: [:]) { $0[$1] = self[$1] }
  }

  /// Leaves the metrics that follow from queries in place of those of a newer schema.
  fileprivate mutating func removeNewer(knowing queries: QueryOutcomes) {
    self = ofThePapers.completed(by: MetricValues(of: queries))
  }
}
