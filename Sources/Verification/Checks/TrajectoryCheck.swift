import BenchCore
import Models
import Torch
import Training

/// Steps of the trainer's own `TrainingStep`, and what the model computes after them; the parts that methods share.
struct TrajectoryCheck {
  let golden: GoldenFile
  /// Where the batches are: the file itself, or another one.
  let batches: GoldenFile
  /// Where results are: the file itself, or one of its groups.
  let expected: GoldenFile
  /// What quantities' names start with.
  let prefix: String
  var tolerances = Tolerances.single
  let report: GoldenReport

  /// How exact results after several optimiser steps are.
  struct Tolerances {
    var loss: Tolerance
    var norm: Tolerance
    /// Embeddings of the head `global`.
    var global: Tolerance
    /// Embeddings of other heads.
    var selected: Tolerance
    var pairLoss: Tolerance

    static let single: Tolerances = {
      let output = Tolerance(absolute: 1e-3, relative: 1e-3)
      return Tolerances(
        loss: Tolerance(relative: 1e-3), norm: Tolerance(absolute: 1e-6, relative: 1e-4), global: output,
        selected: output, pairLoss: output)
    }()

    /// With weights in half precision: as far as the official code ends from itself where its starting weights differ by
    /// less than their last bit (docs/verify.md), and up to twice that in evaluation mode, where little is needed. Single
    /// precision is farther away in losses, norms and embeddings there; with batch statistics in TAL's norms and
    /// embeddings.
    static func half(withBatchStatistics: Bool) -> Tolerances {
      Tolerances(
        loss: Tolerance(relative: withBatchStatistics ? 2e-2 : 1.5e-2),
        norm: Tolerance(absolute: 1e-6, relative: 3e-2),
        global: Tolerance(absolute: withBatchStatistics ? 0.1 : 5e-2),
        selected: Tolerance(absolute: withBatchStatistics ? 7e-2 : 3e-2),
        pairLoss: Tolerance(absolute: 5e-3, relative: withBatchStatistics ? 0.11 : 3e-2))
    }
  }

  /// The size of the model that all batches go through.
  static func model(_ weights: [String: Tensor], of golden: GoldenFile) throws -> ModelSpec {
    let images = try golden.floats("batches/\(batchNames(golden)[0])/images")
    return try ModelSpec(
      weights: weights, prefix: "base_model.", imageHeight: images.size(2), imageWidth: images.size(3))
  }

  /// The groups of batches, in the order of the steps.
  static func batchNames(_ golden: GoldenFile) throws -> [String] {
    let names = try golden.group("batches").names()
    guard !names.isEmpty else { throw VerificationFailure.malformed("there are no batches") }
    return names
  }

  /// One batch.
  static func batch(_ golden: GoldenFile, masked: MaskedCaptions? = nil) throws -> TrainingBatch {
    let (identities, ids) = try (golden.integers("pids"), golden.integers("caption_ids"))
    return try TrainingBatch(
      pairIndices: Array(0..<identities.size(0)), identities: identities, images: golden.floats("images"),
      captionIDs: ids,
      captionLengths: TrainingBatch.captionLengths(of: ids.values(as: Int64.self), context: ids.size(1)),
      masked: masked)
  }

  /// Runs all steps and compares every step's losses and, at the end, the norm of every tensor.
  ///
  /// - Returns: the last batch.
  func run(_ method: any RetrievalMethod, losses: (GoldenFile) throws -> [LossTerm]) throws -> TrainingBatch {
    var recipe = TrainingRecipe.paper
    recipe.learningRate = try golden.attribute("lr")
    // All steps are at the peak, where the cosine starts.
    recipe.warmupEpochs = 0
    var step = try TrainingStep(method.parameters, recipe: recipe)
    let groups = try Self.batchNames(batches).map { try batches.group("batches/\($0)") }
    for group in groups { try step(losses(group)) }
    let found = try step.readLosses().flatMap(\.self)
    report.compare(
      "\(prefix)losses (\(groups.count) steps)", found, with: try expected.doubles("losses"), tolerances.loss)
    try compareNorms(method.parameters)
    return try Self.batch(groups[groups.count - 1])
  }

  private func compareNorms(_ parameters: ParameterStore) throws {
    let folder = try expected.group("norm_after")
    var (found, wanted): ([Double], [Double]) = ([], [])
    for entry in parameters.entries {
      guard try folder.contains(entry.name) else {
        report.fail("\(prefix)norm_after/\(entry.name)", "the golden has no such tensor")
        continue
      }
      found.append(try entry.tensor.to(.float64).norm().item())
      wanted += try folder.doubles(entry.name)
    }
    report.compare("\(prefix)norm_after (\(found.count) tensors)", found, with: wanted, tolerances.norm)
  }

  /// Compares embeddings with the arrays of some names.
  func compare(_ heads: [HeadEmbedding], with names: [String]) throws {
    guard heads.count == names.count else {
      return report.fail("\(prefix)\(names[0])", "the model has \(heads.count) heads, not \(names.count)")
    }
    for (head, name) in zip(heads, names) {
      try report.compare(
        "\(prefix)\(name)", head.values, with: expected.floats(name),
        head.name == "global" ? tolerances.global : tolerances.selected)
    }
  }

  /// Compares the losses of single pairs.
  func compare(_ losses: [Float], with name: String) throws {
    report.compare("\(prefix)\(name)", losses.map(Double.init), with: try expected.doubles(name), tolerances.pairLoss)
  }
}
