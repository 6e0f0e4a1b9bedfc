/// Optimiser, schedule and length of training.
///
/// Source: IRRA and RDE `solver/build.py`, `utils/options.py` and their run scripts.
public struct TrainingRecipe: Codable, Sendable, Hashable {
  /// Passes over the training pairs.
  public var epochs: Int
  /// Pairs per optimiser step; the last batch of an epoch may be smaller.
  public var batchSize: Int
  /// Learning rate of the backbone's weights after warm-up.
  public var learningRate: Double
  /// Factor on the learning rate of biases of pretrained modules and of the cross-modal encoder; other groups that a layer
  /// declares have their own rule.
  public var biasFactor: Double
  /// Factor on the learning rate of modules that start at random, as their layers declare: all their parameters, but only
  /// the weights of the cross-modal encoder.
  public var newModuleFactor: Double
  /// Learning rate of RDE's token selection heads, an absolute value in the reference.
  public var tokenSelectionLearningRate: Double
  /// L2 penalty added to the gradient of weights.
  public var weightDecay: Double
  /// The same for biases of every group.
  public var biasWeightDecay: Double
  /// Adam's decay rate of the first moment.
  public var adamBeta1: Double
  /// Adam's decay rate of the second moment.
  public var adamBeta2: Double
  /// Adam's epsilon: 1e-3 in the papers' code, which damps the steps of parameters with small gradients.
  public var adamEpsilon: Double
  /// Epochs of linear warm-up.
  public var warmupEpochs: Int
  /// The factor on the learning rate in epoch 1.
  public var warmupFactor: Double
  /// The learning rate that the cosine ends at.
  public var finalLearningRate: Double
  /// The epochs after which the learning rate is divided by 10; `nil` for the cosine.
  public var milestones: [Int]?

  /// The momentum of stochastic gradient descent, which then takes Adam's place; `nil` for Adam.
  public var momentum: Double?
  /// Where the cosine begins; `nil` for after the warm-up.
  public var cosine: Cosine?

  /// Another place where the cosine of the learning rate begins than after the warm-up.
  public enum Cosine: String, Codable, Sendable {
    /// At epoch 0: the warm-up hides its beginning, and starts at `warmupFactor * learningRate` for all parameters.
    case fromStart
  }

  /// Creates a recipe; the defaults are the papers'.
  public init(
    epochs: Int = 60, batchSize: Int = 64, learningRate: Double = 1e-5, biasFactor: Double = 2,
    newModuleFactor: Double = 5, tokenSelectionLearningRate: Double = 1e-3, weightDecay: Double = 4e-5,
    biasWeightDecay: Double = 0, adamBeta1: Double = 0.9, adamBeta2: Double = 0.999, adamEpsilon: Double = 1e-3,
    warmupEpochs: Int = 5, warmupFactor: Double = 0.1, finalLearningRate: Double = 0, milestones: [Int]? = nil,
    momentum: Double? = nil, cosine: Cosine? = nil
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.biasFactor = biasFactor
    self.newModuleFactor = newModuleFactor
    self.tokenSelectionLearningRate = tokenSelectionLearningRate
    self.weightDecay = weightDecay
    self.biasWeightDecay = biasWeightDecay
    self.adamBeta1 = adamBeta1
    self.adamBeta2 = adamBeta2
    self.adamEpsilon = adamEpsilon
    self.warmupEpochs = warmupEpochs
    self.warmupFactor = warmupFactor
    self.finalLearningRate = finalLearningRate
    self.milestones = milestones
    self.momentum = momentum
    self.cosine = cosine
  }

  /// The optimiser steps of one epoch on a number of pairs.
  ///
  /// - Parameter onlyFull: Whether pairs that do not fill a batch are left out; else the last batch may be smaller. Pairs
  ///   that are fewer than a batch are one all the same.
  public func stepsPerEpoch(pairs: Int, onlyFull: Bool = false) -> Int {
    let size = max(1, batchSize)
    return pairs / size + (pairs % size == 0 || onlyFull && pairs > size ? 0 : 1)
  }

  /// The optimiser steps of the whole training on a number of pairs.
  public func steps(pairs: Int, onlyFull: Bool = false) -> Int {
    let (steps, overflow) = epochs.multipliedReportingOverflow(by: stepsPerEpoch(pairs: pairs, onlyFull: onlyFull))
    return overflow ? .max : steps
  }

  /// The recipe of IRRA and RDE.
  public static let paper = TrainingRecipe()

  /// The embedded default's recipe: the papers' form with the rates of a small model that starts from the embedded weights.
  ///
  /// Adam's epsilon is PyTorch's default: 1e-3 is larger than the gradients' size here and would stop learning. With it
  /// Adam turns an L2 penalty on a word that no caption has into full steps towards 0, so there is no penalty.
  public static let embedded = TrainingRecipe(
    epochs: 42, batchSize: 64, learningRate: 8e-4, newModuleFactor: 5, tokenSelectionLearningRate: 1e-3,
    weightDecay: 0, adamEpsilon: 1e-8, warmupEpochs: 3)
}
