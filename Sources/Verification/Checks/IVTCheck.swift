import BenchCore
import Methods
import Models
import Torch
import Training

/// IVT's network in evaluation and with recorded hidden parts, its loss with all gradients, the learning rates, and three
/// steps of its optimiser: `ivt.h5`.
enum IVTCheck {
  static func check(_ golden: GoldenFile, in context: GoldenContext, _ report: GoldenReport) throws {
    let weights = try golden.weights("weights")
    let (images, ids) = try (golden.floats("images"), golden.integers("ids"))
    let spec = try spec(of: weights, images: images, ids: ids, golden)
    let store = try context.parameterStore()
    let network = try ImageTextTransformer(store.root, spec: spec)
    for name in try store.load(weights) { report.fail("weights/\(name)", "the network has no such weight") }
    let labels = try golden.integers("labels")
    /// Compares the embeddings, and returns the loss.
    func loss(hiding image: HiddenParts, _ text: HiddenParts, as part: String? = nil) throws -> Tensor {
      let imageEmbeddings = try network.encode(images: images, hiding: image)
      let textEmbeddings = try network.encode(captions: ids, hiding: text)
      if let part {
        try report.compare("\(part)/image", imageEmbeddings, with: golden.floats("\(part)/image"), .loss)
        try report.compare("\(part)/text", textEmbeddings, with: golden.floats("\(part)/text"), .loss)
      }
      return try CrossModalProjectionMatching()(texts: textEmbeddings, images: imageEmbeddings, identities: labels)
    }
    _ = try loss(hiding: HiddenParts(), HiddenParts(), as: "eval")

    let train = try golden.group("train")
    func hidden(_ modality: String, features: Tensor? = nil) throws -> HiddenParts {
      try HiddenParts(
        places: train.integers("\(modality)_places"), features: features,
        branches: train.floats("\(modality)_branches"))
    }
    let value = try loss(hiding: hidden("image"), hidden("text", features: train.floats("features")), as: "train")
    try report.compare("train/loss", value.item(), with: train.floats("loss").item(), .loss)
    try value.backward()
    let gradients = try store.trainable.sorted { $0.name < $1.name }.flatMap { entry in
      try entry.tensor.gradient?.values(as: Double.self) ?? []
    }
    try report.compare("train/gradients", gradients, with: train.floats("gradients").values(as: Double.self), .loss)
    for entry in store.trainable { try entry.tensor.clearGradient() }

    let recipe = TrainingRecipe.ivt
    let rates = try golden.doubles("rates")
    let schedule = LearningRateSchedule(recipe)
    let found = (1...recipe.epochs).flatMap { epoch in
      [1, recipe.biasFactor].map { schedule.learningRate(peak: $0 * recipe.learningRate, epoch: epoch) }
    }
    report.compare("rates", found, with: rates, .schedule)
    var step = try TrainingStep(store, recipe: recipe)
    for (number, epoch) in [1, 5, 60].enumerated() {
      try step.begin(epoch: epoch)
      try step([LossTerm(name: "cmpm", value: loss(hiding: HiddenParts(), HiddenParts()))])
      let value = try step.readLosses()[0][0]
      try report.compare(
        "steps/loss_\(number)", value, with: golden.floats("steps/loss_\(number)").item(), .loss)
    }
    _ = try withoutGradients { try loss(hiding: HiddenParts(), HiddenParts(), as: "steps") }
  }

  private static func spec(
    of weights: [String: Tensor], images: Tensor, ids: Tensor, _ golden: GoldenFile
  ) throws -> ModelSpec {
    guard let patches = weights["patch_embed.proj.weight"],
      let words = weights["embeddings.word_embeddings.weight"],
      let heads = Int(exactly: try golden.attribute("heads")),
      let stride = Int(exactly: try golden.attribute("stride"))
    else { throw VerificationFailure.malformed("patches, words, heads or the distance of patches are missing") }
    let width = try patches.size(0)
    let blocks = weights.keys.count { $0.hasSuffix("attn.qkv.weight") }
    var spec = ModelSpec(
      imageHeight: try images.size(2), imageWidth: try images.size(3), patchHeight: try patches.size(2),
      patchWidth: try patches.size(3), visionWidth: width, visionLayers: blocks, visionHeads: heads,
      textWidth: width, textLayers: blocks, textHeads: heads, contextLength: try ids.size(1),
      vocabularySize: try words.size(0), embeddingWidth: width)
    (spec.family, spec.activation, spec.patchStride) = (.ivt, .gelu, stride)
    return spec
  }
}
