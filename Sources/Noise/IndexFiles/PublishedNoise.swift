import BenchCore
package import Foundation

/// One of the nine noise files published with RDE, which later papers reuse: what it holds and how to make it.
///
/// All nine come from `ShuffleInjector.index` with seed 1, byte for byte.
package struct PublishedNoise: Sendable, Equatable, Codable {
  /// The dataset's name.
  package let dataset: String
  /// The nominal noise rate, `0...1`.
  package let rate: Double
  /// The seed of NumPy's legacy generator.
  package let seed: UInt64
  /// The number of training pairs.
  package let pairs: Int
  /// The number of pairs that get the caption of another pair.
  package let moved: Int
  /// SHA-256 of the `.npy` file, lower-case hexadecimal.
  package let sha256: String

  /// The name under which the file was published, such as `CUHK-PEDES_0.2.npy`.
  package let fileName: String

  private init(_ dataset: String, _ pairs: Int, _ rate: Double, _ moved: Int, _ sha256: String) {
    self.dataset = dataset
    self.rate = rate
    self.seed = 1
    self.pairs = pairs
    self.moved = moved
    self.sha256 = sha256
    self.fileName = Self.fileName(dataset: dataset, rate: rate)
  }

  /// The name that the papers' code expects of a dataset's index file, such as `CUHK-PEDES_0.2.npy`.
  package static func fileName(dataset: String, rate: Double) -> String { "\(dataset)_\(rate).npy" }

  /// The published files, ordered by dataset and rate.
  package static let all: [PublishedNoise] = [
    ("CUHK-PEDES", 68_126, 0.2, 13_624, "82919f1ad5e7126aeb1d83f6133e0ae090ba16a5396edab01e7e79e03bfba700"),
    ("CUHK-PEDES", 68_126, 0.5, 34_062, "2ad253163961d83d4f0c06eec51086365006eb9014eae77f97d3bd945aedfba2"),
    ("CUHK-PEDES", 68_126, 0.8, 54_500, "5a7cc89fa6d10200231fce3a5f49a243e0797ae8cd143610cdea3fd03a0c850b"),
    ("ICFG-PEDES", 34_674, 0.2, 6_933, "80b294a4721e086a63781473c55ebe51350e628bcbce7c26d519752a7cada2a9"),
    ("ICFG-PEDES", 34_674, 0.5, 17_337, "e785165bf9620d25c75a911f616a5390fff0c65e691be8a0690304fbc18ba61a"),
    ("ICFG-PEDES", 34_674, 0.8, 27_737, "5230c2ad75734f350e5cef76aee55a764cb77f4a8b8064e0aefdd259b0a6b830"),
    ("RSTPReid", 37_010, 0.2, 7_400, "6be11826bc88bca2198905ddc62024b437a06a7d4a5bbe56aee53934eac62b7f"),
    ("RSTPReid", 37_010, 0.5, 18_505, "ad1e4f4261df9307ffc9dd352c2d6673d2ed04c89eeeab307d0fc31d7545938c"),
    ("RSTPReid", 37_010, 0.8, 29_605, "9715ed73d5cad01986da967d2b2ee72200be4bd396530adb51835ee7fefcb476"),
  ].map(PublishedNoise.init)

  /// The datasets of the published files and their number of training pairs.
  package static let datasets: [(name: String, pairs: Int)] =
    all.filter { $0.rate == 0.2 }.map { ($0.dataset, $0.pairs) }

  /// The published file with this SHA-256, `nil` if there is none.
  package static func identify(sha256: String) -> PublishedNoise? {
    all.first { $0.sha256 == sha256.lowercased() }
  }

  /// Makes the index of this file.
  ///
  /// - Throws: `NoiseFailure`, which the published settings never give.
  package func index() throws(NoiseFailure) -> NoiseIndex {
    try ShuffleInjector.index(count: pairs, rate: rate, seed: seed)
  }

  /// Writes this file into a directory, which is created if needed, and returns where it is.
  ///
  /// - Throws: `NoiseIndexFileFailure` where it cannot be written.
  @discardableResult
  package func write(into directory: URL) throws -> URL {
    let file = directory.appendingPathComponent(fileName)
    do throws(FileFailure) {
      try OutputFolder.create(directory)
    } catch {
      throw NoiseIndexFileFailure(path: directory.path, defect: .unwritable(reason: error.reason))
    }
    try NoiseIndexFile.write(index(), to: file)
    return file
  }

  /// Writes all nine files and their manifest into a directory, and looks at each file once it is written.
  ///
  /// - Throws: `NoiseIndexFileFailure` for a file that cannot be written, or that is not the published one.
  package static func writeAll(into directory: URL, report: (NoiseIndexReport) -> Void) throws {
    for published in all {
      let written = try NoiseIndexReport(verifying: published.write(into: directory))
      guard written.isPublishedFile else { throw NoiseIndexFileFailure(path: written.path, defect: .notPublished) }
      report(written)
    }
    try OutputFolder.write(NoiseManifest.published.json(), to: directory.appending(path: "manifest.json"))
  }
}
