import BenchCore
import Datasets
import Foundation
import Images
import Models
import Testing
import Torch

@testable import Sweep
@testable import Training

/// What a pass over the training pairs brought.
struct FedPass {
  /// The epoch and the purpose.
  let name: String
  var batches: [TrainingBatch] = []

  var captions: [Int64] { get throws { try batches.flatMap { try $0.captionIDs.values(as: Int64.self) } } }

  var maskedCaptions: [Int64]? {
    get throws {
      try batches.contains { $0.masked == nil }
        ? nil : batches.flatMap { try $0.masked?.ids.values(as: Int64.self) ?? [] }
    }
  }

  /// The labels where they belong, 0 elsewhere.
  var maskedLabels: [Int64]? {
    get throws {
      guard batches.allSatisfy({ $0.masked != nil }) else { return nil }
      return try batches.flatMap { batch in
        var labels = [Int64](repeating: 0, count: try batch.captionIDs.values(as: Int64.self).count)
        if let masked = batch.masked {
          for (place, label) in zip(
            try masked.positions.values(as: Int64.self), try masked.labels.values(as: Int64.self))
          {
            labels[Int(place)] = label
          }
        }
        return labels
      }
    }
  }

  /// The pixels of each view of each sample.
  var views: [[[Float]]] {
    get throws {
      let first = try rows(batches.map(\.images))
      let second = batches.compactMap(\.secondView)
      return second.isEmpty ? [first] : [first, try rows(second)]
    }
  }

  private func rows(_ images: [Tensor]) throws -> [[Float]] {
    try images.flatMap { batch in
      let (values, count) = (try batch.values(as: Float.self), try batch.size(0))
      let size = values.count / count
      return (0..<count).map { Array(values[($0 * size)..<(($0 + 1) * size)]) }
    }
  }
}

/// A real training, and all that its method was given.
struct FedTraining {
  let noisy: NoisyPairs
  /// The method's tensors when it was first asked for anything.
  let weights: [String: [Float]]
  let passes: [FedPass]
  let selections: [SampleSelectionRecord]
  private let contents: DatasetContents
  private let images: ImageStore
  let padding: Int

  init(_ task: RunTask) throws {
    let runner = TrainingRunner(task)
    let setup = try runner.setup
    (contents, noisy) = try task.data()
    images = try runner.imageStore(of: contents.train.imagePaths)
    padding = setup.augmentation.padding
    let (model, needs) = try runner.model(for: contents, noisy, on: .cpu)
    let method = Watched(model)
    let (tokenizer, _) = try runner.prepareTokenizer(of: contents, loadingInto: method)
    let sources = try runner.sources(contents, noisy, needing: needs, of: method, tokenizer: tokenizer, device: .cpu)
    _ = try Trainer(method, recipe: setup.recipe, sources: sources, threads: 1).run { $0 }
    (weights, passes, selections) = (method.weights, method.passes, method.selections)
  }

  /// A pair's image `[3, height, width]` after what a row of seven numbers says, in the plainest way: mirrored, padded
  /// with black, cut out, normalised, and painted over with the mean of CLIP's images.
  func image(ofPair pair: Int, changedBy row: [Int]) throws -> [Float] {
    let image = try images.image(at: contents.train.imageIndices[pair])
    let mean: [Float] = [0.48145466, 0.4578275, 0.40821073]
    let deviation: [Float] = [0.26862954, 0.26130258, 0.27577711]
    var result: [Float] = []
    for channel in 0..<3 {
      for y in 0..<image.height {
        for x in 0..<image.width {
          let (sourceY, cutX) = (y + row[1] - padding, x + row[2] - padding)
          let isInside = 0..<image.height ~= sourceY && 0..<image.width ~= cutX
          let sourceX = row[0] == 1 ? image.width - 1 - cutX : cutX
          let level = isInside ? image.pixels[(sourceY * image.width + sourceX) * 3 + channel] : 0
          let isErased = row[3]..<(row[3] + row[5]) ~= y && row[4]..<(row[4] + row[6]) ~= x
          result.append(isErased ? mean[channel] : (Float(level) / 255 - mean[channel]) / deviation[channel])
        }
      }
    }
    return result
  }
}

/// A method that keeps what it is given.
private final class Watched: RetrievalMethod {
  private let method: any RetrievalMethod
  private(set) var weights: [String: [Float]] = [:]
  private(set) var passes: [FedPass] = []
  private(set) var selections: [SampleSelectionRecord] = []

  init(_ method: any RetrievalMethod) { self.method = method }

  /// A pass whose batches are kept.
  private struct WatchedPass: TrainingPass {
    let pass: any TrainingPass
    let keep: (TrainingBatch) -> Void

    var pairCount: Int { pass.pairCount }
    func forEachBatch(_ body: (TrainingBatch) throws -> Void) throws {
      try pass.forEachBatch { batch in
        keep(batch)
        try body(batch)
      }
    }
  }

  private func keep(_ batch: TrainingBatch, _ name: String) {
    if passes.last?.name != name { passes.append(FedPass(name: name)) }
    passes[passes.count - 1].batches.append(batch)
  }

  private func keepFirstWeights() throws {
    guard weights.isEmpty else { return }
    for entry in parameters.entries { weights[entry.name] = try entry.tensor.detached().to(.float32).values() }
  }

  var parameters: ParameterStore { method.parameters }
  var trainingPairs: [Int]? { method.trainingPairs }
  var stepsPerEpoch: Int? { method.stepsPerEpoch }

  func prepare(epoch: Int, pass: any TrainingPass) throws -> SampleSelectionRecord? {
    try keepFirstWeights()
    let selection = try method.prepare(
      epoch: epoch, pass: WatchedPass(pass: pass) { self.keep($0, "\(epoch) division") })
    if let selection { selections.append(selection) }
    return selection
  }

  func treatPairs(as selection: SampleSelectionRecord?) { method.treatPairs(as: selection) }

  func losses(of batch: TrainingBatch) throws -> [LossTerm] {
    try keepFirstWeights()
    keep(batch, "\(batch.epoch) train")
    return try method.losses(of: batch)
  }

  func embed(images: Tensor) throws -> [HeadEmbedding] { try method.embed(images: images) }
  func embed(captions: Tensor) throws -> [HeadEmbedding] { try method.embed(captions: captions) }
}
