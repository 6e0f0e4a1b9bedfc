import BenchCore

/// Training that cannot go on.
package enum TrainingFailure: BenchFailure, Equatable {
  /// A loss term became infinite or NaN; learnt some steps later.
  case lossNotFinite(term: String, epoch: Int, batch: Int)
  /// A batch lacks what the method needs of it.
  case incompleteBatch(missing: String)
  /// The user or the machine asked to stop.
  case interrupted(epoch: Int)
  /// A state of training that is not one of this method's network.
  case foreignState(String)
  /// Parameters of a method that are in no parameter group, so that nothing says how fast they learn.
  case undeclaredGroup(parameters: [String])

  package var problem: String {
    switch self {
    case .lossNotFinite(let term, _, _): "the loss `\(term)` is not a finite number"
    case .incompleteBatch(let missing): "the training batch has no \(missing)"
    case .interrupted: "training was interrupted"
    case .foreignState(let what): "this state is not of the network that is trained: \(what)"
    case .undeclaredGroup(let names):
      "no parameter group is declared for \(names.prefix(5).joined(separator: ", "))"
        + (names.count > 5 ? " and \(names.count - 5) others" : "")
    }
  }

  package var location: String? {
    switch self {
    case .lossNotFinite(_, let epoch, let batch): "epoch \(epoch), batch \(batch)"
    case .interrupted(let epoch): "epoch \(epoch)"
    case .incompleteBatch, .undeclaredGroup, .foreignState: nil
    }
  }

  package var remedy: String? {
    switch self {
    case .lossNotFinite:
      "lower the learning rate, use --precision fp32 or bf16 where it was another, or look for captions or images that "
        + "are empty"
    case .incompleteBatch: "say in the method's MethodInfo that batches must carry it"
    case .interrupted: "run the same command again: it goes on from there"
    case .foreignState: "start over"
    case .undeclaredGroup: "declare it where the layer is made: path.group(.newModule)"
    }
  }
}
