import BenchCore
import Foundation
import Noise
import TestSupport
import Testing

struct IndexInjectorTests {
  private let pairs = syntheticPairs(500, seed: 1)

  private func defect(of values: [Int], rate: Double, in pairs: PairTable) throws -> NoiseIndexContentFailure? {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("index.npy")
      try npyFile(values.map { Int64($0) }, descriptor: "<i8").write(to: file)
      return thrownDefect { _ = try IndexInjector(file: file).inject(rate: rate, seed: 1, into: pairs) }
    }
  }

  @Test func equalsTheShuffleThatWroteTheFile() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("index.npy")
      try NoiseIndexFile.write(ShuffleInjector.index(count: 500, rate: 0.5, seed: 4), to: file)
      let injector = try NoiseRegistry.injector(id: "index", options: NoiseOptions(indexFile: file))
      #expect(
        try injector.inject(rate: 0.5, seed: 99, into: pairs)
          == ShuffleInjector().inject(rate: 0.5, seed: 4, into: pairs)
      )
    }
  }

  @Test func refusesAFileThatDoesNotFit() throws {
    let index = try ShuffleInjector.index(count: 500, rate: 0.5, seed: 4)
    #expect(try defect(of: index.sources, rate: 0.5, in: pairs) == nil)
    #expect(
      try defect(of: index.sources, rate: 0.5, in: syntheticPairs(499, seed: 1))
        == .wrongLength(found: 500, expected: 499)
    )
    #expect(
      try defect(of: index.sources, rate: 0.2, in: pairs)
        == .wrongRate(moved: index.movedCount, pairs: 500, rate: 0.2)
    )
    var sources = index.sources
    sources[17] = 500
    #expect(
      try defect(of: sources, rate: 0.5, in: pairs) == .badEntry(.outOfRange(entry: 17, value: 500, count: 500))
    )
    sources[17] = sources[3]
    #expect(
      try defect(of: sources, rate: 0.5, in: pairs) == .badEntry(.repeated(entry: 17, value: sources[3], first: 3))
    )
  }

  @Test func namesTheDatasetOfAnotherLength() throws {
    try withTemporaryFolder { folder in
      let file = try #require(PublishedNoise.all.last).write(into: folder)
      let error = #expect(throws: NoiseIndexFileFailure.self) {
        try IndexInjector(file: file).inject(rate: 0.8, seed: 1, into: pairs)
      }
      #expect(
        error?.description.hasPrefix(
          "\(file.path): 37010 entries, as for RSTPReid, but the dataset has 500 training pairs"
        ) == true
      )
    }
  }

  @Test func rateZeroNeedsNoFile() throws {
    let missing = IndexInjector(file: URL(fileURLWithPath: "/no/such/file.npy"))
    #expect(try missing.inject(rate: 0, seed: 1, into: pairs).actualRate == 0)
    #expect(thrownDefect { _ = try missing.inject(rate: 0.5, seed: 1, into: pairs) } == .npy(.missing))
  }
}
