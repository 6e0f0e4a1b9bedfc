import BenchCore
import Foundation
import HDF5
import ResultStore
import TestSupport
import Testing

/// Two files of one run differ in times only, and the comparison names what else differs.
@Suite struct DifferenceTests {
  private func differences(ignoringTimes: Bool = true, _ change: (inout RunRecord) -> Void) throws -> [String] {
    try withTemporaryFolder { folder in
      let files = ["a.h5", "b.h5"].map { folder.appending(path: $0) }
      var changed = RunRecord.sample()
      change(&changed)
      try ResultStore.write(.sample(), to: files[0])
      try ResultStore.write(changed, to: files[1])
      return try ResultStore.differences(files[0], files[1], ignoringTimes: ignoringTimes)
    }
  }

  @Test func equalRecordsMakeEqualFiles() throws {
    try withTemporaryFolder { folder in
      let files = ["a.h5", "b.h5"].map { folder.appending(path: $0) }
      for file in files { try ResultStore.write(.sample(), to: file) }
      #expect(try Data(contentsOf: files[0]) == Data(contentsOf: files[1]))
    }
    #expect(try differences(ignoringTimes: false) { _ in } == [])
  }

  @Test func timesAreToldApart() throws {
    func later(_ record: inout RunRecord) {
      record = .sample(startedAt: 1_800_000_000)
      record.provenance.secondsByPhase["train"] = 91
      record.provenance.secondsByPhase["evaluate"] = 2
      record.provenance.peakMemory?.bytes += 1
    }
    #expect(try differences(later) == [])
    #expect(
      try differences(ignoringTimes: false, later) == [
        "/@ended_at", "/@peak_memory_bytes", "/@seconds_evaluate", "/@seconds_train", "/@started_at", "/epochs/seconds",
      ]
    )
  }

  @Test func everyOtherDifferenceIsNamed() throws {
    #expect(try differences { $0.label = "x" } == ["/@label"])
    #expect(try differences { $0.spec.seed = 2 } == ["/@spec"])
    #expect(try differences { $0.epochs?[1].loss += 1e-15 } == ["/epochs/loss"])
    #expect(
      try differences { $0.best?.embeddings?["tse"]?.text.values[5] += 1e-5 }
        == ["/best/embeddings/tse/text"]
    )
    #expect(
      try differences { $0.last?.embeddings?["tse"] = nil } == ["/last/embeddings@heads", "/last/embeddings/tse"])
    #expect(try differences { $0.last = nil } == ["/last"])
    #expect(try differences { $0.noise?.isClean[0] = false } == ["/@actual_noise_rate", "/noise/is_clean"])
    #expect(
      try differences { $0.sampleSelections?[0].treatedAsClean[0] = false }
        == ["/sample_selection/epoch_001/treated_as_clean"])
    #expect(
      try differences { $0.best?.textToImage.queries?[.map]?[2] = -0.0 } == ["/best/text-to-image/average_precision"])
    for metric in Metric.measured where metric != .r1 && metric != .r5 && metric != .r10 {
      #expect(
        try differences { $0.best?.imageToText.metrics[metric] = 1 } == ["/best/image-to-text@\(metric.rawValue)"])
    }
  }

  @Test func notANumberEqualsItself() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "a.h5")
      var record = RunRecord.sample()
      record.epochs?[0].loss = .nan
      try ResultStore.write(record, to: file)
      #expect(try ResultStore.differences(file, file, ignoringTimes: false) == [])
    }
  }
}
