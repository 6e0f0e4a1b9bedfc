import BenchCore
import Datasets
import Foundation

/// What runs take of a machine, estimated from above.
struct RunNeed {
  /// Bytes of result files and weights that stay.
  var results = 0
  /// Bytes of decoded images.
  var cache = 0
  /// Bytes of the largest run's state file, of which two are there while it is written.
  var state = 0
  /// Bytes of memory of the largest run.
  var memory = defaultMemory

  /// What a run with the embedded model takes: libtorch, the data and its images.
  static let defaultMemory = 1_000_000_000
  /// The room that a first study asks for.
  static let defaultDisk = 1_000_000_000

  /// Adds up a plan.
  ///
  /// A result has two checkpoints' embeddings, of a global and a token selection head of up to 1,024 numbers, and of each
  /// epoch two heads' losses and probabilities of each pair. Training keeps the weights, their gradients and the two
  /// moments of Adam; a state has the weights, the moments, the best weights and a moving average.
  init(_ subject: DoctorSubject) {
    guard !subject.runs.isEmpty else {
      results = Self.defaultDisk
      return
    }
    var sizes: [String: (items: Int, pairs: Int, images: Int)] = [:]
    var cached: Set<String> = []
    for run in subject.runs {
      guard let model = run.spec.setup?.model else { continue }
      let id = run.spec.dataset.id
      let size = sizes[id] ?? Self.size(of: id, below: subject.dataRoot)
      sizes[id] = size
      let weights = 4 * Self.parameters(of: model)
      let embeddings = 2 * size.items * (model.embeddingWidth + 1024) * 4
      let selections = size.pairs * (run.spec.recipe?.epochs ?? 1) * 20
      let kept = subject.savedWeights == .none ? 0 : subject.savedWeights == .both ? 2 : 1
      results += embeddings + selections + kept * weights
      state = max(state, 5 * weights)
      memory = max(memory, Self.defaultMemory + 5 * weights)
      let pixels = 3 * model.imageHeight * model.imageWidth
      if subject.cache != nil, cached.insert("\(id) \(pixels)").inserted { cache += size.images * pixels }
    }
  }

  private static func size(of dataset: String, below root: URL) -> (items: Int, pairs: Int, images: Int) {
    guard let contents = try? DatasetRegistry.info(named: dataset).read(dataRoot: root) else { return (0, 0, 0) }
    let test = contents.test
    return (
      test.queryCaptions.count + test.galleryPaths.count, contents.train.count,
      contents.train.imagePaths.count + test.galleryPaths.count + (contents.val?.galleryPaths.count ?? 0)
    )
  }

  /// The numbers of a CLIP with what methods add to it, which is less than a third.
  static func parameters(of model: ModelSpec) -> Int {
    if model.family == .ssan { return parameters(ofSSAN: model) }
    func blocks(_ width: Int, _ layers: Int) -> Int { layers * (12 * width * width + 13 * width) }
    let image =
      3 * model.patchHeight * model.patchWidth * model.visionWidth + model.imageTokenCount * model.visionWidth
      + blocks(model.visionWidth, model.visionLayers) + model.visionWidth * model.embeddingWidth
    let text =
      (model.vocabularySize + model.contextLength) * model.textWidth + blocks(model.textWidth, model.textLayers)
      + model.textWidth * model.embeddingWidth
    return (image + text) * 4 / 3
  }

  /// The numbers of an SSAN: per layer of its ResNet less than an eighth of the square of its channels, the LSTM's four gates
  /// in two directions, two tables of words, and a dozen maps a part, with as much again for classifiers.
  private static func parameters(ofSSAN model: ModelSpec) -> Int {
    let (width, part) = (model.visionWidth, model.embeddingWidth)
    let lstm = 2 * 4 * width * (model.textWidth + width)
    let heads = 16 * (width * part + part * part)
    return model.visionLayers * width * width / 8 + lstm + 2 * model.vocabularySize * model.textWidth + 2 * heads
  }
}
