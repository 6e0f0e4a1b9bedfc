import BenchCore
import Foundation
import Noise
import TestSupport
import Testing

struct NoiseIndexReportTests {
  @Test func recognisesAPublishedFile() throws {
    try withTemporaryFolder { folder in
      let published = PublishedNoise.all[7]
      let report = try NoiseIndexReport(verifying: published.write(into: folder))
      #expect(report.published == published)
      #expect(report.isPublishedFile)
      #expect(report.sha256 == published.sha256)
      #expect(report.moved == 18_505)
      #expect(report.count == 37_010)
      #expect(report.dataset == "RSTPReid")
      #expect(report.movedRate == 0.5)
      #expect(report.defect == nil)
    }
  }

  @Test func recognisesItsNumbersInAnotherLayout() throws {
    try withTemporaryFolder { folder in
      let published = PublishedNoise.all[3]
      let file = folder.appendingPathComponent("copy.npy")
      try npyFile(published.index().sources.map { Int32($0) }, descriptor: "<i4").write(to: file)
      let report = try NoiseIndexReport(verifying: file)
      #expect(report.published == published)
      #expect(!report.isPublishedFile)
      #expect(report.sha256 != published.sha256)
    }
  }

  @Test func describesOtherFiles() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("other.npy")
      try NoiseIndexFile.write(ShuffleInjector.index(count: 34_674, rate: 0.2, seed: 2), to: file)
      let report = try NoiseIndexReport(verifying: file)
      #expect(report.published == nil)
      #expect(!report.isPublishedFile)
      #expect(report.dataset == "ICFG-PEDES")
      #expect(report.defect == nil)
      #expect(abs(report.movedRate - 0.2) < 0.001)

      try NoiseIndexFile.write(NoiseIndex(validating: []), to: file)
      #expect(try NoiseIndexReport(verifying: file).movedRate == 0)
      #expect(throws: NoiseIndexFileFailure.self) {
        try NoiseIndexReport(verifying: folder.appendingPathComponent("missing.npy"))
      }
    }
  }
}
