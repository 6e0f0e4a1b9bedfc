package import BenchCore

/// Training that cannot go on.
package enum TrainingError: BenchFailure, Equatable {
  /// A loss term became infinite or NaN.
  case lossNotFinite(term: String, epoch: Int, batch: Int)
  /// A batch lacks what the method needs of it.
  case incompleteBatch(missing: String)
  /// The user or the machine asked to stop.
  case interrupted(epoch: Int)
  /// The dataset lacks the split on which Best would be chosen.
  case noSelectionSplit(dataset: String, split: Split)

  /// What went wrong.
  package var problem: String {
    switch self {
    case .lossNotFinite(let term, _, _): "the loss `\(term)` is not a finite number"
    case .incompleteBatch(let missing): "the training batch has no \(missing)"
    case .interrupted: "training was interrupted"
    case .noSelectionSplit(let dataset, let split): "\(dataset) has no \(split.rawValue) split to choose Best on"
    }
  }

  /// Where it went wrong.
  package var location: String? {
    switch self {
    case .lossNotFinite(_, let epoch, let batch): "epoch \(epoch), batch \(batch)"
    case .interrupted(let epoch): "epoch \(epoch)"
    case .incompleteBatch, .noSelectionSplit: nil
    }
  }

  /// What to do about it.
  package var remedy: String? {
    switch self {
    case .lossNotFinite: "lower the learning rate, or look for captions or images that are empty"
    case .incompleteBatch: "say in the method's MethodInfo that batches must carry it"
    case .interrupted: "run the same command again to redo what is unfinished"
    case .noSelectionSplit: "choose on the test split as the papers' code does: --selection test"
    }
  }
}
