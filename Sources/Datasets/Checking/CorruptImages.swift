package import BenchCore
package import Images

/// The training images that cannot be decoded, found before a run instead of in its middle.
package struct CorruptImages: Sendable, Equatable {
  /// What is wrong with each of them, in the order of the training images.
  package let errors: [ImageFailure]
  /// Their names in the annotation file, in the same order.
  package let names: [String]

  /// Decodes every training image once, on all cores.
  ///
  /// Only training images can be left out of a run: without an image of the gallery it would be another benchmark.
  /// `progress` is called with the number of images done and their total, one call at a time but on any thread.
  package init(
    in contents: DatasetContents, progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    errors = ImageSurvey(paths: contents.train.imagePaths, depth: .pixels, progress: progress).failures
    names = errors.map { contents.imageName($0.path) }
  }
}

extension DatasetContents {
  /// Drops training images and their pairs, by their names in the annotation file.
  ///
  /// - Throws: `DatasetFailure.unknownTrainingImage` for a name that no training image has, `emptySplit` when no pair
  ///   is left.
  package func skippingTrainingImages(_ names: [String]) throws -> DatasetContents {
    guard !names.isEmpty else { return self }
    let dropped = Set(names)
    let present = Dictionary(grouping: train.imagePaths.indices) { imageName(train.imagePaths[$0]) }
    if let unknown = names.first(where: { present[$0] == nil }) {
      throw DatasetFailure.unknownTrainingImage(unknown, imageRoot: imageRoot)
    }
    var remaining = self
    remaining.train = train.withoutImages(Set(dropped.flatMap { present[$0] ?? [] }))
    guard remaining.train.count > 0 else { throw DatasetFailure.emptySplit(imageRoot, split: .train) }
    return remaining
  }
}
