package import BenchCore
package import Foundation
import Noise

/// How a run's captions are corrupted: the same call when it is planned and when it is run.
package enum StudyNoise {
  /// Injects noise into the training pairs of a dataset.
  ///
  /// - Parameter index: For the injector `index`: the file, or a folder of files named `DATASET_RATE.npy` as the papers'
  ///   are.
  /// - Throws: `NoiseFailure` for a rate or an injector that is none, and for an index that does not fit the pairs.
  package static func inject(
    _ injector: String, index: URL?, rate: Double, seed: UInt64, into contents: DatasetContents
  ) throws -> NoisyPairs {
    let file = index.map { self.file(in: $0, dataset: contents.id, rate: rate) }
    return try NoiseRegistry.injector(id: injector, options: NoiseOptions(indexFile: file))
      .inject(rate: rate, seed: seed, into: contents.train)
  }

  /// The training pairs as a run saw them, from what its result says of them; `nil` where `pairs` are others than the run's.
  ///
  /// Captions that moved need no injector, so the file of an index need not be there.
  ///
  /// - Throws: `NoiseFailure` for an injector that is none.
  package static func pairs(of spec: RunSpec, truth: NoiseRecord, in contents: DatasetContents) throws -> NoisyPairs? {
    let (clean, noise) = (contents.train, spec.noise)
    guard clean.count == truth.isClean.count else { return nil }
    let moved = NoisyPairs(
      captions: truth.sourceIndices.map { clean.captions[$0] }, sourceIndices: truth.sourceIndices,
      isClean: truth.isClean, nominalRate: noise.rate)
    if moved.checksum == noise.indexChecksum { return moved }
    guard truth.sourceIndices.indices.allSatisfy({ truth.sourceIndices[$0] == $0 }) else { return nil }
    let edited = try inject(noise.injector, index: nil, rate: noise.rate, seed: noise.seed, into: contents)
    return edited.checksum == noise.indexChecksum ? edited : nil
  }

  private static func file(in location: URL, dataset: String, rate: Double) -> URL {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: location.path, isDirectory: &isFolder), isFolder.boolValue else {
      return location
    }
    return location.appending(path: PublishedNoise.fileName(dataset: dataset, rate: rate))
  }
}

extension NoisyPairs {
  /// SHA-256 over what the injector did: source indices and captions.
  package var checksum: String {
    var data = Data()
    for index in sourceIndices { withUnsafeBytes(of: Int64(index).littleEndian) { data.append(contentsOf: $0) } }
    for caption in captions {
      data.append(contentsOf: caption.utf8)
      data.append(0)
    }
    return data.sha256
  }
}
