import BenchCore
import Checkpoints
import Foundation
import Methods
import Models
import Torch
import Training

/// Weights as other programs saved them, by what a model with them computes.
enum CheckpointCheck {
  /// OpenAI's format, `clip_tiny_openai.pt`: the weights of `clip_tiny.h5`, rounded to float16.
  static func openAI(_ context: GoldenContext, _ report: GoldenReport) throws {
    try compareTokens("clip_tiny_openai.pt", .halfPrecision, context, report)
  }

  /// A saved state dictionary, `clip_tiny_state_dict.pth`: the weights of `clip_tiny.h5`.
  static func stateDictionary(_ context: GoldenContext, _ report: GoldenReport) throws {
    try compareTokens("clip_tiny_state_dict.pth", .output, context, report)
  }

  /// Hugging Face's format, `clip_tiny_hf`, with outputs in `clip_tiny_hf_outputs.h5`.
  static func huggingFace(_ golden: GoldenFile, in context: GoldenContext, _ report: GoldenReport) throws {
    let pixels = try golden.floats("images")
    let clip = try clip("clip_tiny_hf", images: pixels, context, report)
    let images = try clip.encode(images: pixels).global
    try report.compare("image_features", images, with: golden.floats("image_features"), .output)
    let texts = try clip.encode(captions: golden.integers("caption_ids")).global
    try report.compare("text_features", texts, with: golden.floats("text_features"), .output)
  }

  /// RDE's checkpoint after the steps of one group of `trajectory_rde.h5`.
  static func rde(_ context: GoldenContext, _ report: GoldenReport) throws {
    let golden = try context.golden("trajectory_rde.h5")
    let checkpoint = try Checkpoint.open(context.folder.appending(path: "rde_tiny_best.pth"))
    let groups = try golden.names().filter { !["batches", "weights"].contains($0) }.map { try golden.group($0) }
    guard let expected = try groups.first(where: { try holdsNorms($0, of: checkpoint) }) else {
      return report.fail(file: "its tensors are not those after the steps of any group of trajectory_rde.h5")
    }
    let batch = try lastBatch(golden)
    let method = try RDE().method(in: methodContext(checkpoint, batch, identityCount: 1, context))
    try load(checkpoint, into: method, images: batch.images, report)
    try compare(
      method, on: batch, with: expected, images: ["encode_image", "encode_image_tse"],
      captions: ["encode_text", "encode_text_tse"], report)
  }

  /// IRRA's checkpoint after the steps of `trajectory_irra.h5`.
  static func irra(_ context: GoldenContext, _ report: GoldenReport) throws {
    let golden = try context.golden("trajectory_irra.h5")
    let checkpoint = try Checkpoint.open(context.folder.appending(path: "irra_tiny_best.pth"))
    guard try holdsNorms(golden, of: checkpoint) else {
      return report.fail(file: "its tensors are not those after the steps of trajectory_irra.h5")
    }
    guard let identities = checkpoint.identityCount, let layers = Int(exactly: try golden.attribute("cmt_depth")) else {
      throw VerificationFailure.malformed("there is no classifier.weight, or cmt_depth is not an integer")
    }
    var configuration = IRRA()
    configuration.crossModalLayers = layers
    let batch = try lastBatch(golden)
    let method = try configuration.method(
      in: methodContext(checkpoint, batch, identityCount: identities, context))
    try load(checkpoint, into: method, images: batch.images, report)
    try compare(method, on: batch, with: golden, images: ["encode_image"], captions: ["encode_text"], report)
  }

  // MARK: - CLIP alone

  private static func compareTokens(
    _ file: String, _ tolerance: Tolerance, _ context: GoldenContext, _ report: GoldenReport
  ) throws {
    let golden = try context.golden("clip_tiny.h5")
    let pixels = try golden.floats("images")
    let clip = try clip(file, images: pixels, context, report)
    let images = try clip.encode(images: pixels).tokens
    try report.compare("image_tokens", images, with: golden.floats("image_tokens"), tolerance)
    let texts = try clip.encode(captions: golden.integers("caption_ids")).tokens
    try report.compare("text_tokens", texts, with: golden.floats("text_tokens"), tolerance)
  }

  /// A CLIP with the weights of a checkpoint, for images of a size.
  private static func clip(
    _ file: String, images: Tensor, _ context: GoldenContext, _ report: GoldenReport
  ) throws -> CLIP {
    let checkpoint = try Checkpoint.open(context.folder.appending(path: file))
    let model = try checkpoint.inferredModel(imageHeight: images.size(2), imageWidth: images.size(3))
    let store = try context.parameterStore()
    let clip = try CLIP(store.root, spec: model)
    tell(try checkpoint.load(into: store, model: model), report)
    return clip
  }

  /// What was not taken over as it is would make the comparison about something else.
  private static func tell(_ loaded: LoadReport, _ report: GoldenReport) {
    for name in loaded.missing { report.fail(name, "the checkpoint has no such tensor") }
    for change in loaded.resized { report.fail(change.name, "was resized from \(change.from) to \(change.to)") }
    for name in loaded.notFinite { report.fail(name, "is not finite") }
  }

  // MARK: - Methods

  private static func lastBatch(_ golden: GoldenFile) throws -> TrainingBatch {
    let names = try TrajectoryCheck.batchNames(golden)
    return try TrajectoryCheck.batch(golden.group("batches/\(names[names.count - 1])"))
  }

  private static func methodContext(
    _ checkpoint: Checkpoint, _ batch: TrainingBatch, identityCount: Int, _ context: GoldenContext
  ) throws -> MethodContext {
    let model = try checkpoint.inferredModel(
      imageHeight: batch.images.size(2), imageWidth: batch.images.size(3))
    return context.methodContext(model, identityCount: identityCount)
  }

  private static func load(
    _ checkpoint: Checkpoint, into method: any RetrievalMethod, images: Tensor, _ report: GoldenReport
  ) throws {
    let model = try checkpoint.inferredModel(imageHeight: images.size(2), imageWidth: images.size(3))
    let loaded = try checkpoint.load(into: method.parameters, model: model)
    tell(loaded, report)
    for name in loaded.ignored { report.fail(name, "the model has no such tensor") }
  }

  /// Whether a golden's norms after training are those of the checkpoint's tensors.
  private static func holdsNorms(_ golden: GoldenFile, of checkpoint: Checkpoint) throws -> Bool {
    let norms = try golden.group("norm_after")
    return try checkpoint.tensors.allSatisfy { tensor in
      guard try norms.contains(tensor.name), let expected = try norms.doubles(tensor.name).first else { return false }
      let norm = try tensor.tensor().to(.float64).norm().item()
      return abs(norm - expected) <= 1e-6 * max(1, abs(expected))
    }
  }

  private static func compare(
    _ method: any RetrievalMethod, on batch: TrainingBatch, with expected: GoldenFile, images: [String],
    captions: [String], _ report: GoldenReport
  ) throws {
    let pairs =
      try zip(method.embed(images: batch.images), images).map { ($0, $1) }
      + zip(method.embed(captions: batch.captionIDs), captions).map { ($0, $1) }
    for (head, name) in pairs {
      try report.compare(name, head.values, with: expected.floats(name), .output)
    }
  }
}
