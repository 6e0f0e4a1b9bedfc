import BenchCore
import Foundation
import Noise
import TestSupport
import Testing

struct PublishedNoiseTests {
  @Test(arguments: PublishedNoise.all)
  func isReproducedBitForBit(file: PublishedNoise) throws {
    let index = try file.index()
    #expect(index.count == file.pairs)
    #expect(index.movedCount == file.moved)
    #expect(NoiseIndexFile.encode(index).sha256 == file.sha256)
    #expect(PublishedNoise.identify(sha256: file.sha256.uppercased()) == file)
  }

  /// Checksums of two files of the official repository, taken from the files themselves.
  @Test(
    arguments: [
      ("CUHK-PEDES_0.2.npy", "82919f1ad5e7126aeb1d83f6133e0ae090ba16a5396edab01e7e79e03bfba700"),
      ("RSTPReid_0.5.npy", "ad1e4f4261df9307ffc9dd352c2d6673d2ed04c89eeeab307d0fc31d7545938c"),
    ])
  func equalsTheOfficialFile(name: String, sha256: String) throws {
    try withTemporaryFolder { folder in
      let published = try #require(PublishedNoise.all.first { $0.fileName == name })
      let file = try published.write(into: folder)
      #expect(try Data(contentsOf: file).sha256 == sha256)
      #expect(try NoiseIndexFile.read(from: file) == published.index())
    }
  }

  @Test func manifestEqualsTheTable() throws {
    let file = Repository.root.appending(path: "NoiseIndex/manifest.json")
    let committed = try Data(contentsOf: file)
    #expect(try Data(NoiseManifest.published.json().utf8) == committed)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    #expect(try decoder.decode(NoiseManifest.self, from: committed).files == PublishedNoise.all)
    #expect(PublishedNoise.all.count == 9)
    #expect(Set(PublishedNoise.all.map(\.sha256)).count == 9)
  }

  @Test func writesIntoANewFolder() throws {
    try withTemporaryFolder { folder in
      let published = PublishedNoise.all[3]
      let file = try published.write(into: folder.appendingPathComponent("a/b"))
      #expect(file.lastPathComponent == "ICFG-PEDES_0.2.npy")
      #expect(try Data(contentsOf: file).sha256 == published.sha256)
      // A file stands where a folder is needed.
      #expect(throws: NoiseIndexFileFailure.self) { try published.write(into: file.appendingPathComponent("c")) }
    }
  }
}
