import BenchCore
import Models
import Torch

extension IVT {
  /// Draws what a training step hides of a batch.
  struct Hiding {
    private let configuration: IVTConfiguration
    private let seed: UInt64
    private let step: UInt64
    private let blockCount: Int

    init(_ configuration: IVTConfiguration, seed: UInt64, step: UInt64, blockCount: Int) {
      self.configuration = configuration
      self.seed = seed
      self.step = step
      self.blockCount = blockCount
    }

    /// What is hidden of `count` samples of `tokens` tokens, on their device.
    ///
    /// - Parameter width: The width of embedded words, of which numbers are hidden; `nil` for none.
    func parts(
      of modality: Modality, count: Int, tokens: Int, width: Int? = nil, on device: Device
    ) throws -> HiddenParts {
      var draws = SeededGenerator(seed: seed, stream: "hidden of \(modality)", step)
      // The same tokens of all samples, but never the first.
      let hidden = draws.index(below: 1 + Int(configuration.hiddenShare * Double(tokens)))
      let left = draws.permutation(of: max(0, tokens - 1)).dropFirst(hidden).sorted().map { Int64($0 + 1) }
      let generator = try Generator(seed: draws.next())
      var parts = HiddenParts()
      if hidden > 0 { parts.places = try Tensor([0] + left).to(device: device) }
      if let width, configuration.wordDropout > 0 {
        parts.features = try generator.factors([count, tokens, width], hiding: configuration.wordDropout)
          .to(device: device)
      }
      if configuration.dropPath > 0, blockCount > 1 {
        let rates = (0..<blockCount).flatMap { block in
          let rate = Float(configuration.dropPath * Double(block) / Double(blockCount - 1))
          return [rate, rate]
        }
        parts.branches = try generator.factors([count, 2 * blockCount], hiding: Tensor(rates)).to(device: device)
      }
      return parts
    }
  }
}

extension Generator {
  /// 0 with a probability, else what keeps the mean at 1.
  fileprivate func factors(_ shape: [Int], hiding probability: Double) throws -> Tensor {
    try factors(shape, hiding: Tensor([Float(probability)]))
  }

  /// The same with probabilities that are broadcast to the shape.
  fileprivate func factors(_ shape: [Int], hiding probabilities: Tensor) throws -> Tensor {
    try uniform(shape).greaterOrEqual(to: probabilities).to(.float32) / (1 - probabilities)
  }
}
