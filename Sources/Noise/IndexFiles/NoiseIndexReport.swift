package import Foundation

/// What an index file is: one of the published ones, or what it holds.
package struct NoiseIndexReport: Sendable, Equatable {
  /// The path of the file.
  package let path: String
  /// SHA-256 of the file.
  package let sha256: String
  /// The number of entries.
  package let count: Int
  /// The number of entries that are not their own number.
  package let moved: Int
  /// The first entry that keeps the numbers from being a permutation; `nil` for a good index.
  package let defect: NoiseIndexFailure?
  /// The published file that holds the same numbers.
  package let published: PublishedNoise?

  /// Whether the file equals the published one byte for byte, not only in its numbers.
  package var isPublishedFile: Bool { published.map { $0.sha256 == sha256 } ?? false }

  /// The share of entries that are not their own number, `0...1`.
  package var movedRate: Double { count == 0 ? 0 : Double(moved) / Double(count) }

  /// The known dataset with this number of training pairs.
  package var dataset: String? { PublishedNoise.datasets.first { $0.pairs == count }?.name }

  /// Examines a file.
  ///
  /// - Throws: `NoiseIndexFileFailure` if it holds no one-dimensional array of integers; numbers that are no permutation
  ///   are reported as `defect`.
  package init(verifying file: URL) throws(NoiseIndexFileFailure) {
    let data: Data
    let values: [Int]
    do throws(NoiseIndexContentFailure) {
      data = try NoiseIndexFile.contents(of: file)
      values = try NoiseIndexFile.decode(data)
    } catch {
      throw NoiseIndexFileFailure(path: file.path, defect: error)
    }
    path = file.path
    sha256 = data.sha256
    count = values.count
    moved = NoiseIndex.movedCount(in: values)
    do {
      let index = try NoiseIndex(validating: values)
      defect = nil
      published = PublishedNoise.identify(sha256: NoiseIndexFile.encode(index).sha256)
    } catch {
      defect = error
      published = nil
    }
  }
}

extension NoiseIndexReport {
  /// What the file is, on one line.
  package var line: String {
    let share = (movedRate * 1000).rounded() / 10
    let size = "\(count) pairs, \(moved) moved (\(share)%)"
    if let published, isPublishedFile { return "\(path): \(published.fileName) as published; \(size)" }
    if let defect { return "\(path): not a permutation: \(defect); \(size)" }
    let name = dataset.map { ", as many pairs as \($0)" } ?? ""
    return "\(path): a permutation, not one of the published files; \(size)\(name); SHA-256 \(sha256)"
  }
}
