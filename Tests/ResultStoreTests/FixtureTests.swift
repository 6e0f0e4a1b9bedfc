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

  /// The record that schema 1's files were written from: today's sample without what schema 2 added.
  private static var sampleOfSchema1: RunRecord {
    var record = RunRecord.sample()
    record.provenance.commit = ""
    (record.galleryFiles, record.divisionQualities) = ([], [])
    for division in record.divisions.indices { record.divisions[division].judgedClean = [:] }
    for epoch in record.epochs.indices {
      (record.epochs[epoch].test, record.epochs[epoch].similarities) = (nil, nil)
    }
    for checkpoint in [\RunRecord.best, \.last] {
      record[keyPath: checkpoint]?.textQueries.inverseNegativePenalties = []
      record[keyPath: checkpoint]?.imageQueries = QueryRecord()
    }
    return record
  }

  @Test func schema1() throws {
    #expect(try ResultStore.read(Self.fixture("schema1-finished.h5")) == Self.sampleOfSchema1)
    var failed = Self.sampleOfSchema1
    failed.outcome = .failed("out of memory")
    (failed.best, failed.last) = (nil, nil)
    (failed.epochs, failed.divisions) = ([], [])
    (failed.queryIdentities, failed.galleryIdentities) = ([], [])
    (failed.noiseSourceIndices, failed.noiseIsClean) = ([], [])
    #expect(try ResultStore.read(Self.fixture("schema1-failed.h5")) == failed)
  }

  /// Later files of schema 1 also had the penalties of text queries, each head's division and its quality.
  @Test func laterFilesOfSchema1() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "run.h5")
      try ResultStore.write(.sample(), to: file)
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
      let sample = RunRecord.sample()
      var expected = Self.sampleOfSchema1
      (expected.divisions, expected.divisionQualities) = (sample.divisions, sample.divisionQualities)
      expected.best?.textQueries = try #require(sample.best?.textQueries)
      expected.last?.textQueries = try #require(sample.last?.textQueries)
      #expect(try ResultStore.read(file) == expected)
    }
  }

  /// Both schemas can be in one folder.
  @Test func anOldFileIsListedBesideANewOne() throws {
    try withTemporaryFolder { folder in
      try FileManager.default.copyItem(
        at: Self.fixture("schema1-finished.h5"), to: folder.appending(path: "old.h5"))
      try ResultStore.write(.sample(), to: folder.appending(path: "new.h5"))
      let listing = try ResultStore.list(directory: folder, including: .all)
      #expect(listing.skipped.isEmpty)
      #expect(listing.runs.map(\.record) == [.sample(), Self.sampleOfSchema1])
    }
  }
}
