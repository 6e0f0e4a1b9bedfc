package import BenchCore
package import Models
package import Torch

/// A way to train text-to-image retrieval: a model, its losses, and how it treats each training pair.
///
/// A method sees captions as they are, never which of them are wrong. One that needs the truth says so in its
/// configuration (an oracle), and gets it when it is built.
package protocol RetrievalMethod: AnyObject {
  /// Every parameter and buffer, for the optimiser and for checkpoints.
  var parameters: ParameterStore { get }

  /// The training pairs that batches are made of, by their place in the pair table; `nil` for all.
  ///
  /// Only methods with an oracle leave pairs out here: others see every pair and decide how to treat it.
  var trainingPairs: [Int]? { get }

  /// The optimiser steps of an epoch, for which batches pass over the pairs again and again where these are too few;
  /// `nil` for as many as the pairs fill.
  var stepsPerEpoch: Int? { get }

  /// What besides the learning rates depends on the number of epochs, in words; `nil` where nothing does.
  ///
  /// A run of such a method cannot become a longer one.
  var lengthDependence: String? { get }

  /// Decides before an epoch which pairs to trust, for methods that select samples; changes nothing.
  ///
  /// - Throws: What the pass throws, and `MixtureFailure` where losses cannot be divided.
  /// - Returns: What was decided, to be stored; `nil` for methods that treat all pairs alike.
  func prepare(epoch: Int, pass: any TrainingPass) throws -> SampleSelectionRecord?

  /// What chance decides in what `prepare` makes of so many pairs before an epoch; `nil` where it asks for no pass.
  func selectionDraws(epoch: Int, pairs: Int) -> SelectionDraws?

  /// What the method draws while it trains that is in no batch, in words; `nil` for nothing. Then batches, `selectionDraws`
  /// and the initial weights are all that chance decides.
  var ownDraws: String? { get }

  /// Treats pairs from now on as was decided: called before the batches of every epoch with what `prepare` returned, and
  /// again where a run goes on in the middle of an epoch.
  func treatPairs(as selection: SampleSelectionRecord?)

  /// The terms whose sum is minimised, each a scalar.
  ///
  /// What changes with every batch is a buffer, or follows from the batch: nothing else is there after an interruption.
  ///
  /// - Throws: `TrainingFailure.incompleteBatch` for a batch without what the method needs.
  func losses(of batch: TrainingBatch) throws -> [LossTerm]

  /// Embeds normalised images `[batch, 3, height, width]`: one `[batch, width]` tensor for each head.
  func embed(images: Tensor) throws -> [HeadEmbedding]

  /// Embeds caption ids `[batch, tokens]`: one `[batch, width]` tensor for each head, in the order of the images'.
  func embed(captions: Tensor) throws -> [HeadEmbedding]
}

extension RetrievalMethod {
  package var trainingPairs: [Int]? { nil }

  package var stepsPerEpoch: Int? { nil }

  package var lengthDependence: String? { nil }

  package func prepare(epoch: Int, pass: any TrainingPass) throws -> SampleSelectionRecord? { nil }

  package func selectionDraws(epoch: Int, pairs: Int) -> SelectionDraws? { nil }

  package var ownDraws: String? { nil }

  package func treatPairs(as selection: SampleSelectionRecord?) {}
}

/// What chance decides in a sample selection.
package struct SelectionDraws: Sendable, Equatable {
  /// Whether each pair that is left to chance is trusted, in the order in which the method asks; `nil` where none is.
  package let coins: [Bool]?

  package init(coins: [Bool]?) { self.coins = coins }
}

/// The embedding of one head.
package struct HeadEmbedding {
  /// `global` or `tse`.
  package let name: String
  /// `[batch, width]`, not normalised.
  package let values: Tensor

  package init(name: String, values: Tensor) {
    self.name = name
    self.values = values
  }
}

/// One term of a training loss.
package struct LossTerm {
  /// A short name for logs and result files, such as `sdm`.
  package let name: String
  /// A scalar.
  package let value: Tensor

  package init(name: String, value: Tensor) {
    self.name = name
    self.value = value
  }
}
