package import BenchCore

/// What can be wrong with a noise index file.
package enum NoiseIndexContentFailure: BenchFailure, Equatable {
  /// It cannot be read, or is no `.npy` file of integers.
  case npy(NPYFailure)
  /// The system refuses to write it.
  case unwritable(reason: String)
  /// The array has no axis or more than one.
  case notOneDimensional(shape: [Int])
  /// The numbers are not a permutation.
  case badEntry(NoiseIndexFailure)
  /// The index belongs to a dataset of another size.
  case wrongLength(found: Int, expected: Int)
  /// The index belongs to another noise rate.
  case wrongRate(moved: Int, pairs: Int, rate: Double)
  /// The bytes are not those that RDE published.
  case notPublished

  package var problem: String {
    switch self {
    case .npy(let defect): defect.problem
    case .unwritable(let reason): "cannot be written: \(reason)"
    case .notOneDimensional(let shape):
      "the array has \(shape.count) dimensions (\(shape.map(String.init).joined(separator: " x "))), not one"
    case .badEntry(let defect): defect.problem
    case .wrongLength(let found, let expected):
      "\(found) entries\(Self.ownerPhrase(of: found)), but the dataset has \(expected) training pairs"
    case .wrongRate(let moved, let pairs, let rate):
      "\(moved) of \(pairs) pairs move, a rate of \(Double(moved * 10_000 / max(1, pairs)) / 10_000), not \(rate)"
    case .notPublished: "the file written is not the published one"
    }
  }

  package var remedy: String? {
    switch self {
    case .npy(let defect): Self.remedy(for: defect)
    case .unwritable, .notPublished: nil
    case .wrongRate: "give the rate of the file, or the file of the rate"
    case .notOneDimensional, .badEntry, .wrongLength: "generate the file again with 'bench noise generate'"
    }
  }

  private static func remedy(for defect: NPYFailure) -> String? {
    switch defect {
    case .bigEndian, .unsupportedType, .fortranOrder, .unsupportedVersion:
      "save it again with numpy.save(path, index.astype('<i8'))"
    case .tooLarge, .notNPY, .malformedHeader, .impossibleLength, .truncatedHeader, .truncatedData, .trailingBytes:
      "copy the file again, or generate it with 'bench noise generate'"
    case .missing, .notAFile, .unreadable: defect.remedy
    }
  }

  private static func ownerPhrase(of count: Int) -> String {
    PublishedNoise.datasets.first { $0.pairs == count }.map { ", as for \($0.name)" } ?? ""
  }
}
