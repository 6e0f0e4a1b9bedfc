import BenchCore

/// What a study says of how its runs are trained; `nil` is what it leaves to the recipe, to each method or to the dataset.
package struct OutlinedTraining: Sendable, Hashable {
  private let epochs: Int?
  private let batchSize: Int?
  private let learningRate: Double?
  private let imageAugmentation: String?
  private let augmentsCaptions: Bool?
  private let selection: Split?

  /// What a request says.
  init(_ request: StudyRequest) {
    epochs = request.epochs
    batchSize = request.batchSize
    learningRate = request.learningRate
    imageAugmentation = request.imageAugmentation
    augmentsCaptions =
      switch request.captionAugmentation {
      case .paper: nil
      case .on: true
      case .off: false
      }
    selection = request.selection
  }

  /// Whether a run was trained so, as far as is known of it: a command's treatment of samples is not.
  func allows(_ spec: RunSpec) -> Bool {
    func agrees<Value: Equatable>(_ said: Value?, _ made: Value?) -> Bool {
      guard let said, let made else { return true }
      return said == made
    }
    return agrees(epochs, spec.recipe?.epochs) && agrees(batchSize, spec.recipe?.batchSize)
      && agrees(learningRate, spec.recipe?.learningRate)
      && agrees(imageAugmentation, spec.setup?.augmentation.image)
      && agrees(augmentsCaptions, spec.setup?.augmentation.text) && agrees(selection, spec.selection)
  }
}
