import BenchCore
import Checkpoints
import Evaluation
import Foundation
import Models
import Studies
import TestSupport
import Testing

/// Checkpoints as other programs save them, made and computed by `Tests/Checks/make_checkpoints.py` with plain PyTorch:
/// each gives the same embeddings here, or is refused by the name of what has no place.
@Suite struct CheckpointCorpusTests {
  private struct Corpus: Decodable {
    struct Case: Decodable {
      struct Options: Decodable {
        var activation: Activation?
        var prefix: String?
        var ignore: [String]?
        var textLength: Int?
      }
      var file: String
      var options: Options
      /// The embeddings of images and captions, of unit length; `nil` for a refusal.
      var expected: [String: [[Double]]]?
      /// What the refusal says.
      var says: [String]
      /// What is warned of, one warning for each.
      var warns: [String]

      var reading: WeightsReading {
        WeightsReading(prefix: options.prefix, ignored: options.ignore ?? [], activation: options.activation)
      }
      var title: String { "\(file) \(options)" }
    }
    var captions: [String]
    var cases: [Case]
  }

  /// The corpus as a dataset of its images and captions.
  private func contents(_ corpus: Corpus, in folder: URL) -> DatasetContents {
    let paths = corpus.captions.indices.map { folder.appending(path: "\($0).png").path }
    let identities = Array(corpus.captions.indices)
    return DatasetContents(
      id: "corpus",
      train: PairTable(
        identities: identities, imageIndices: identities, captions: corpus.captions, imagePaths: paths,
        identityCount: identities.count),
      val: nil,
      test: RetrievalSet(
        galleryPaths: paths, galleryIdentities: identities, queryCaptions: corpus.captions, queryIdentities: identities),
      annotationChecksum: "", imageRoot: folder.path)
  }

  /// What training would start from: the backbone of a model of the file's size.
  private func startsTraining(_ item: Corpus.Case, in folder: URL) throws -> [String] {
    let weights = try StartingWeights(
      file: folder.appending(path: item.file), reading: item.reading, imageSize: nil,
      textLength: item.options.textLength)
    let warnings = try weights.report().cautions
    let store = try ParameterStore(seed: 1)
    _ = try CLIP(store.root, spec: weights.model)
    let loaded = try weights.checkpoint.load(into: store, model: weights.model, scope: weights.scope)
    #expect(loaded.cautions == warnings, "\(item.title): told before training and in its result")
    return warnings
  }

  /// The largest difference of embeddings, scaled to unit length, from expected ones.
  private func error(_ found: EmbeddingMatrix, _ expected: [[Double]]) -> Double {
    guard found.rows == expected.count, found.columns == expected.first?.count else { return .infinity }
    return expected.enumerated().map { index, row in
      let values = found.values[(index * found.columns)..<((index + 1) * found.columns)].map(Double.init)
      let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return zip(values, row).map { abs($0 / length - $1) }.reduce(0) { $1 <= $0 ? $0 : $1 }
    }.reduce(0) { $1 <= $0 ? $0 : $1 }
  }

  private func check(_ item: Corpus.Case, _ contents: DatasetContents, in folder: URL) throws {
    var settings = CheckpointEvaluation.Settings()
    settings.reading = item.reading
    settings.textLength = item.options.textLength
    func evaluation() throws -> CheckpointEvaluation {
      try CheckpointEvaluation(file: folder.appending(path: item.file), contents: contents, settings: settings)
    }
    guard let expected = item.expected else {
      let refusals = [
        #expect(throws: (any Error).self, "\(item.title): evaluated") { try evaluation() },
        #expect(throws: (any Error).self, "\(item.title): trained from") { try startsTraining(item, in: folder) },
      ]
      for refusal in refusals {
        let text = (refusal as? any BenchFailure)?.description ?? ""
        for words in item.says { #expect(text.contains(words), "\(item.title): \(text)") }
      }
      return
    }
    let found = try evaluation()
    let head = try #require(try found.encode(.test).heads["global"], "\(item.title)")
    let errors = (error(head.image, expected["image"] ?? []), error(head.text, expected["text"] ?? []))
    #expect(errors.0 <= 1e-4 && errors.1 <= 1e-4, "\(item.title): images \(errors.0), captions \(errors.1)")
    for warnings in [found.warnings, try startsTraining(item, in: folder)] {
      #expect(warnings.count == item.warns.count, "\(item.title): \(warnings)")
      for (words, warning) in zip(item.warns, warnings) {
        #expect(warning.contains(words), "\(item.title): \(warning)")
      }
    }
  }

  @Test func eachEqualsPyTorchOrIsRefusedByName() throws {
    try withTemporaryFolder { folder in
      try Python.check("make_checkpoints.py", folder.path, Repository.goldens.path)
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      let corpus = try decoder.decode(Corpus.self, from: Data(contentsOf: folder.appending(path: "corpus.json")))
      let contents = contents(corpus, in: folder)
      #expect(Set(corpus.cases.map(\.file)).count >= 60)
      for item in corpus.cases {
        do {
          try check(item, contents, in: folder)
        } catch {
          Issue.record("\(item.title): \(error)")
        }
      }
    }
  }
}
