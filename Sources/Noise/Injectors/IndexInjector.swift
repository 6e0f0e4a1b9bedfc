package import BenchCore
package import Foundation

/// Noise read from an `.npy` index file, such as the published ones.
///
/// The seed is not used. The file must fit the dataset and the rate: a wrong length, dtype or range, a value that
/// occurs twice, or a number of moved pairs that belongs to another rate is an error. Rate 0 does not read the file, as
/// in the reference.
///
/// Source: RDE (CVPR 2024), `noiseindex/*.npy`.
package struct IndexInjector: NoiseInjector {
  static let info = InjectorInfo(
    id: "index",
    title: "Index file",
    summary: "Moves captions as an .npy file says, such as the files published with the papers.",
    source: "RDE, CVPR 2024 (noiseindex)",
    effect: .movesCaptions,
    needsIndexFile: true
  )

  /// The registry's entry of `index`.
  package var info: InjectorInfo { Self.info }

  private let file: URL

  /// Creates an injector that reads `file` each time it injects.
  package init(file: URL) {
    self.file = file
  }

  /// Moves captions as the file says; throws `NoiseIndexFileFailure` if it is bad or does not fit.
  package func corrupt(_ pairs: PairTable, rate: NoiseRate, seed: UInt64) throws -> NoisyPairs {
    let index = try NoiseIndexFile.read(from: file)
    guard index.count == pairs.count else { throw failure(.wrongLength(found: index.count, expected: pairs.count)) }
    // A shuffle leaves one fixed point on average and ten by no chance; files made in other ways get one percent.
    let expected = rate.pairCount(of: pairs.count)
    guard abs(index.movedCount - expected) <= max(10, pairs.count / 100) else {
      throw failure(.wrongRate(moved: index.movedCount, pairs: pairs.count, rate: rate.value))
    }
    return NoisyPairs(moving: pairs, sources: index.sources, rate: rate)
  }

  private func failure(_ defect: NoiseIndexContentFailure) -> NoiseIndexFileFailure {
    NoiseIndexFileFailure(path: file.path, defect: defect)
  }
}
