import BenchCore
import Checkpoints
import DataTestSupport
import Datasets
import Foundation
import StudyTestSupport
import SynthPedes
import TestSupport
import Testing

@testable import Studies

/// The weights that come with the program.
@Suite struct EmbeddedWeightsTests {
  /// What in a folder tells that a file was written again.
  private func identity(of file: URL) throws -> NSObject {
    let number = try FileManager.default.attributesOfItem(atPath: file.path)[.systemFileNumber] as? NSNumber
    return try #require(number)
  }

  @Test func theFileIsWrittenOnceAndRepaired() throws {
    try withTemporaryFolder { folder in
      let weights = folder.appending(path: "a/b")
      let file = try EmbeddedWeights.file(in: weights)
      #expect(try Data(contentsOf: file) == EmbeddedWeights.content)
      #expect(EmbeddedWeights.content.count < 2 << 20, "at most 2 MB")
      let first = try identity(of: file)
      #expect(try EmbeddedWeights.file(in: weights) == file)
      #expect(try identity(of: file) == first, "not written again")
      for damage in [EmbeddedWeights.content.dropLast(), Data(), EmbeddedWeights.content + [0]] {
        try damage.write(to: file)
        #expect(try Data(contentsOf: EmbeddedWeights.file(in: weights)) == EmbeddedWeights.content)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: weights.path) == [file.lastPathComponent])
    }
  }

  @Test func aFolderThatCannotBeWrittenIsNamed() throws {
    try withTemporaryFolder { folder in
      // A file where the folder should be: unwritable even for the superuser.
      let taken = folder.appending(path: "taken")
      try Data("mine".utf8).write(to: taken)
      let error = #expect(throws: StudyFailure.self) { try EmbeddedWeights.file(in: taken) }
      guard case .weightsNotWritable(let path, _) = try #require(error) else {
        Issue.record("unexpected \(error.map { "\($0)" } ?? "")")
        return
      }
      #expect(path.hasPrefix(taken.path))
      #expect(try Data(contentsOf: taken) == Data("mine".utf8))
    }
  }

  /// Captions of a lexicon that was changed after pretraining would have words without a trained row, or the rows of
  /// others.
  @Test func theyFitTheGrammar() throws {
    try withTemporaryFolder { folder in
      let checkpoint = try Checkpoint.open(EmbeddedWeights.file(in: folder))
      let words = try #require(checkpoint.metadata[RunMetadata.vocabulary])
      let stored = try JSONDecoder().decode(WordVocabulary.self, from: Data(words.utf8))
      let grammar = WordVocabulary(captions: SynthPedesSet.grammar, contextLength: 40)
      let changed = Set(stored.words).symmetricDifference(grammar.words).sorted()
      #expect(
        stored == grammar,
        """
        the lexicon was edited after the embedded weights were made (words that differ: \(changed)): run `bench pretrain \
        --out Sources/CEmbeddedWeights/embedded.safetensors` and commit the new file
        """)
      #expect(checkpoint.metadata[RunMetadata.pretrained]?.hasPrefix("synth-pedes/source, seed ") == true)
      var model = try checkpoint.inferredModel()
      model.initialWeights = ModelSpec.randomWeights
      #expect(model == .embedded(vocabularySize: grammar.vocabularySize, contextLength: 40))
    }
  }

  /// One vocabulary, so that weights of one domain fit the other; other datasets have their captions' words.
  @Test func renderedDatasetsHaveTheWordsOfTheGrammar() throws {
    var contents = try DatasetInfo.synthPEDES.read(dataRoot: TinyData.root)
    let grammar = WordVocabulary(captions: SynthPedesSet.grammar, contextLength: 40)
    #expect(RunTokenizer.vocabulary(of: contents) == grammar)
    contents.id = "manifest"
    let own = WordVocabulary(captions: contents.train.captions, contextLength: 40)
    #expect(RunTokenizer.vocabulary(of: contents) == own && own != grammar)
  }

  @Test func renderedDatasetsStartFromThemUnlessAskedOtherwise() throws {
    func starts(_ weights: StartingPoint, dataset: String = "synth-pedes") throws -> [String] {
      try TinyStudy.runs {
        $0.datasets = [dataset]
        $0.weights = weights
      }.compactMap(\.spec.setup?.model.initialWeights)
    }
    #expect(try Set(starts(.automatic)) == [EmbeddedWeights.checksum])
    #expect(try starts(.embedded) == starts(.automatic))
    #expect(try Set(starts(.random)) == [ModelSpec.randomWeights])
    #expect(try starts(.automatic, dataset: "synth-pedes/cuhk") == starts(.automatic))
  }

  /// One model, so that a run from random weights differs in its start alone.
  @Test func randomWeightsAreOfTheSameModel() throws {
    let (random, embedded) = (try TinyStudy.runs(), try TinyStudy.runs { $0.weights = .embedded })
    for (random, embedded) in zip(random, embedded) {
      var spec = embedded.spec
      spec.setup?.model.initialWeights = ModelSpec.randomWeights
      #expect(spec == random.spec && embedded.signature != random.signature)
    }
  }

  @Test func theOtherNameOfADatasetIsTheSameRun() throws {
    let runs = try TinyStudy.runs { $0.datasets = ["synth-pedes/cuhk"] }
    #expect(runs.allSatisfy { $0.spec.dataset.id == "synth-pedes" })
    #expect(try runs == TinyStudy.runs())
    let both = try TinyStudy.runs { $0.datasets = ["synth-pedes", "synth-pedes/cuhk"] }
    #expect(both == runs, "and not run twice")
  }

  @Test(arguments: [
    ("automatic", StartingPoint.automatic), ("random", .random), ("embedded", .embedded),
    ("weights.pt", .file(URL(filePath: "/folder/weights.pt"))), ("/w.pt", .file(URL(filePath: "/w.pt"))),
    ("./random", .file(URL(filePath: "/folder/random"))),
  ])
  func startingPointsAreWordsOrPaths(text: String, expected: StartingPoint) {
    let point = StartingPoint(text, in: URL(filePath: "/folder", directoryHint: .isDirectory))
    if case .file(let file) = point, case .file(let other) = expected {
      #expect(file.path == other.path)
    } else {
      #expect(point == expected)
    }
  }
}
