package import BenchCore
package import Torch

/// How far training has come: everything that it goes on from but its tensors.
///
/// No generator is part of it: every random stream is derived from the seed and the epoch, pair or step it is for.
package struct TrainingProgress: Sendable, Equatable {
  /// The epoch chosen so far.
  package struct Best: Codable, Sendable, Equatable {
    package var epoch: Int
    /// R@1 on the selection split, in percent.
    package var r1: Double
  }

  /// An epoch whose record is not made yet.
  package struct EpochUnderWay: Codable, Sendable, Equatable {
    /// A loss term, summed over the batches that are done.
    package struct LossSum: Codable, Sendable, Equatable {
      package var name: String
      package var value: Double
    }

    /// Batches that are done.
    package var batches = 0
    /// In the method's order; empty before the first batch.
    package var losses: [LossSum] = []
    /// Time since the epoch began.
    package var seconds = 0.0
  }

  /// One record for each finished epoch, in order.
  package var epochs: [EpochRecord] = []
  /// What was decided before each epoch, the one under way included.
  package var sampleSelections: [SampleSelectionRecord] = []
  /// `nil` before the first evaluation.
  package var best: Best?
  /// `nil` between two epochs.
  package var underWay: EpochUnderWay?
  /// Time by phase.
  package var secondsByPhase: [String: Double] = [:]

  /// The start of training.
  package init() {}

  /// The number of epochs that any step was made in.
  package var begunEpochs: Int { epochs.count + (underWay == nil ? 0 : 1) }
}

/// What training goes on from after an interruption.
package struct TrainingState {
  /// A tensor that is asked for when its turn comes.
  package struct NamedTensor {
    package let name: String
    package let shape: [Int]
    package let dtype: DType
    /// On any device; not to be changed.
    package let tensor: () throws -> Tensor

    package init(name: String, shape: [Int], dtype: DType, tensor: @escaping () throws -> Tensor) {
      self.name = name
      self.shape = shape
      self.dtype = dtype
      self.tensor = tensor
    }

    /// A tensor in memory, as it is when it is asked for.
    init(_ name: String, _ tensor: Tensor) throws {
      try self.init(name: name, shape: tensor.shape, dtype: tensor.dtype) { tensor }
    }
  }

  package var progress: TrainingProgress
  /// Parameters and buffers (`model.NAME`), what the optimiser remembers (`adam.first.NAME` and so on), the scale of losses
  /// where there is one (`scale.factor`), and, where they are not the present ones, Best's weights (`best.NAME`).
  package var tensors: [NamedTensor]

  package init(progress: TrainingProgress, tensors: [NamedTensor]) {
    self.progress = progress
    self.tensors = tensors
  }
}
