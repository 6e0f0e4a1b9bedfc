import BenchCore
import Foundation
import Testing

/// Records as JSON, which states of training keep.
@Suite struct EpochRecordTests {
  @Test func everyBitComesBack() throws {
    var generator = SeededGenerator(seed: 1, stream: "doubles")
    let odd: [Double] = [
      0.1, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1.0 / 3, .leastNormalMagnitude,
      123_456_789.123_456_78,
    ]
    let random = (0..<200).map { _ in generator.uniform(-1, 1) * pow(10, generator.uniform(-40, 40)) }
    let record = EpochRecord(
      epoch: 3, losses: (odd + random).enumerated().map { ("term \"\($0)", $1) }, loss: random[0],
      learningRate: random[1],
      seconds: random[2], selection: [.r1: 100.0 / 7, .r5: 0, .r10: random[3], .map: 1e-9], test: [.r1: 1],
      similarities: SimilarityHistogram(positives: [0, 1 << 53, 2], negatives: [3, 4, .max]))
    for record in [record, EpochRecord(epoch: 1, losses: [], loss: 0, learningRate: nil, seconds: 0, selection: nil)] {
      let read = try JSONDecoder().decode(EpochRecord.self, from: record.canonicalJSON())
      #expect(read == record)
      #expect(read.losses.map(\.value.bitPattern) == record.losses.map(\.value.bitPattern))
      #expect(read.selection?[.r1]?.bitPattern == record.selection?[.r1]?.bitPattern)
    }
  }

  @Test func durationsAreInSeconds() {
    #expect(Duration.milliseconds(1250).seconds == 1.25)
    #expect(Duration.seconds(-3).seconds == -3)
  }
}
