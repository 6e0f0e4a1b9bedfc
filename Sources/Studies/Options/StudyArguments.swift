package import ArgumentParser
package import BenchCore
import Datasets
package import Foundation
import Images
package import Noise

/// The options of a study. Each is declared here, and nowhere else: the command line, the keys of a suite and the list in
/// docs/suites.md are made of these declarations.
package struct StudyArguments: ParsableArguments {
  @Option(
    help: """
      Methods by id or by their papers' names, separated by commas, or all (bench list methods). With --suite: the only \
      ones to run.
      """,
    completion: .methods, transform: list)
  package var methods: [OptionList<String>] = []

  @Option(
    help: ArgumentHelp(
      "Set a configuration field: [method.]field=value. Can be repeated.",
      discussion: "The method is an id or the start of several, such as rde; fields: bench list methods ID.",
      valueName: "field=value"), completion: .settings)
  package var set: [FieldSetting] = []

  @Option(
    help: ArgumentHelp(
      "Vary a configuration field: [method.]field=value,value. Can be repeated; all combinations are run.",
      valueName: "field=values"), completion: .settings)
  package var vary: [FieldSetting] = []

  @Option(
    help: """
      Noise rates: percent (20 or 20%) or fractions (0.2), separated by commas; one percent is 1%, all pairs 1.0 \
      (default: 0,20,50).
      """, transform: list)
  package var noise: [OptionList<NoiseRate>] = []

  @Option(
    help: "Datasets, separated by commas (bench list datasets; default: \(DatasetInfo.synthPEDES.id)).",
    completion: .datasets, transform: list)
  package var datasets: [OptionList<String>] = []

  @Option(
    help: "Seeds of weights, order and augmentation, such as 1,2,3 or 1-3 (default: 1).", transform: list)
  package var seeds: [OptionList<UInt64>] = []

  @Option(
    help: "How captions are corrupted (bench list noise; default: shuffle).", completion: .injector, transform: one)
  package var injector: String?

  @Option(help: "Seed of the noise; the papers' files use 1 (default: 1).", transform: one)
  package var noiseSeed: UInt64?

  @Option(
    help: ArgumentHelp(
      "An .npy index of the papers, or a folder of them named like CUHK-PEDES_0.2.npy.",
      discussion: "Chooses the injector `index`. `bench noise paper` writes the published files.",
      valueName: "path"),
    completion: .file(), transform: one)
  package var noiseIndex: StudyPath?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Drop training images that cannot be decoded, with their pairs, before noise is injected; the result records \
      them. Without it, a corrupt image stops the run.
      """)
  package var skipCorrupt: Bool?

  @Option(help: "Passes over the training pairs (default: the recipe's).", transform: one)
  package var epochs: Int?

  @Option(help: "Pairs per optimiser step (default: the recipe's).", transform: one)
  package var batchSize: Int?

  @Option(help: "Peak learning rate of the backbone (default: the recipe's).", transform: one)
  package var learningRate: Double?

  @Option(
    help: ArgumentHelp(
      """
      Weights that training starts from: OpenAI's or Hugging Face's CLIP, any checkpoint with a CLIP backbone, embedded \
      (those that come with this tool), random, or automatic (default: automatic, which is embedded on rendered \
      datasets; real ones need a file or random). Can be repeated: ssan=resnet50.pth is for SSAN.
      """,
      discussion: """
        Weights with CLIP's vocabulary are trained with the papers' recipe on 384x128 images. A file is for methods with a \
        CLIP, or for all where they have one kind of network; SSAN takes torchvision's ResNet-50, or random.
        """,
      valueName: "path"),
    completion: .file(), transform: one)
  package var weights: [StartingPointName] = []

  @Option(
    help: ArgumentHelp(
      "CLIP's vocabulary (default: .cache/clip/bpe_simple_vocab_16e6.txt.gz, else merges.txt of --weights).",
      valueName: "path"),
    completion: .file(), transform: one)
  package var vocabulary: StudyPath?

  @Option(
    help: ArgumentHelp(
      "Height and width of the images, such as 384x128 (only with weights from a file).", valueName: "size"),
    transform: one)
  package var imageSize: ImageSize?

  @Option(
    help: ArgumentHelp(
      """
      Tokens of a caption, what is longer is cut (default: as many as the weights have positions for: CLIP 77). More are \
      interpolated, of fewer the first are taken.
      """, valueName: "tokens"), transform: one)
  package var textLength: Int?

  @OptionGroup package var weightsFile: WeightsArguments

  @Option(
    help: """
      The split on which Best is chosen: val or test (default: val, and test on a dataset without one). The papers' code \
      uses test, their text says validation.
      """, completion: .list(["val", "test"]), transform: one)
  package var selection: Split?

  @Option(
    help: "Whether captions are augmented: paper (default: as each method's paper does), on, or off.",
    completion: .list(["paper", "on", "off"]), transform: one)
  package var textAugmentation: StudyRequest.CaptionAugmentationChoice?

  @Option(
    help: ArgumentHelp(
      """
      How images are augmented: \(ImageAugmentation.presets.map(\.name).joined(separator: ", ")) (default: as each \
      method's paper does).
      """),
    completion: .list(ImageAugmentation.presets.map(\.name)), transform: one)
  package var imageAugmentation: String?

  @Option(
    help: """
      Compute threads of one run (default: 1). Part of a run's identity: sums in another order round differently.
      """, transform: one)
  package var threads: Int?

  @Option(
    help: ArgumentHelp(
      """
      Number formats: \(Precision.allCases.map(\.rawValue).joined(separator: ", ")) (default: paper from weights \
      with CLIP's vocabulary on a GPU, else fp32).
      """,
      discussion: """
        paper has the weights of products in fp16 as the official code, and the papers' epsilon of Adam (1e-3) for every \
        model; bf16 and fp16 are mixed precision.
        """),
    completion: .list(Precision.allCases.map(\.rawValue)), transform: one)
  package var precision: Precision?

  @Flag(
    inversion: .prefixedNo,
    help: "Let a GPU round fp32 products to TF32, which is faster (default: no). No effect on a CPU.")
  package var tf32: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: "Refuse operations that may round differently each time (default: yes).")
  package var deterministic: Bool?

  @Option(
    help: "Samples that the encoders see at a time, to save memory; losses see the whole batch (default: all).",
    transform: one)
  package var microBatch: Int?

  /// Nothing is given.
  package init() {}

  /// Puts what was given into a request; paths that are not absolute start at `folder`.
  package func apply(to request: inout StudyRequest, in folder: URL) {
    request.methods = methods.given()?.map(StudyRequest.methodID) ?? request.methods
    if !set.isEmpty { request.settings = set }
    if !vary.isEmpty { request.variations = vary }
    request.noiseRates = noise.given()?.map(\.value) ?? request.noiseRates
    request.datasets = datasets.given()?.map(DatasetRegistry.id) ?? request.datasets
    request.seeds = seeds.given() ?? request.seeds
    // An index alone chooses the injector that reads it.
    request.injector = injector ?? (noiseIndex == nil ? request.injector : "index")
    request.noiseSeed = noiseSeed ?? request.noiseSeed
    request.noiseIndex = noiseIndex?.file(in: folder) ?? request.noiseIndex
    request.skipsCorruptImages = skipCorrupt ?? request.skipsCorruptImages
    request.epochs = epochs ?? request.epochs
    request.batchSize = batchSize ?? request.batchSize
    request.learningRate = learningRate ?? request.learningRate
    for point in weights { point.apply(to: &request, in: folder) }
    request.vocabulary = vocabulary?.file(in: folder) ?? request.vocabulary
    request.imageSize = imageSize ?? request.imageSize
    request.textLength = textLength ?? request.textLength
    request.weightsReading = weightsFile.reading(over: request.weightsReading)
    request.selection = selection ?? request.selection
    request.captionAugmentation = textAugmentation ?? request.captionAugmentation
    request.imageAugmentation = imageAugmentation ?? request.imageAugmentation
    request.threads = threads ?? request.threads
    request.precision = precision ?? request.precision
    request.usesTF32 = tf32 ?? request.usesTF32
    request.isDeterministic = deterministic ?? request.isDeterministic
    request.microBatchSize = microBatch ?? request.microBatchSize
  }
}

/// The value of a word; throws `ValidationError` with what would be right.
func one<Value: OptionValue>(_ text: String) throws -> Value {
  guard let value = Value(option: text) else {
    throw ValidationError("must be \(Value.expected(insteadOf: text)), not `\(text)`")
  }
  return value
}

/// Values separated by commas; none where nothing is written.
func list<Value: OptionValue>(_ text: String) throws -> OptionList<Value> {
  guard text.contains(where: { !$0.isWhitespace }) else { return OptionList(values: []) }
  let parts = try text.split(separator: ",", omittingEmptySubsequences: false).flatMap { part in
    let word = part.trimmingCharacters(in: .whitespaces)
    guard let values = Value.listed(word) else {
      throw ValidationError("must be \(Value.expectedInList(insteadOf: word)), not `\(word)`")
    }
    return values.map { (value: $0, word: word) }
  }
  return OptionList(values: parts.map(\.value), words: parts.map(\.word))
}
