import BenchCore
import DataTestSupport
import Datasets
import Foundation
import StudyTestSupport
import TestSupport
import Testing

@testable import Studies

/// Studies whose methods train different kinds of networks.
struct NetworkFamilyTests {
  private func runs(_ change: (inout StudyRequest) -> Void = { _ in }) throws -> [PlannedRun] {
    try TinyStudy.runs {
      $0.methods = ["rde-tal", "ssan"]
      $0.weights = .automatic
      $0.epochs = nil
      change(&$0)
    }
  }

  @Test func eachMethodHasTheModelAndTheRecipeOfItsFamily() throws {
    let runs = try runs()
    let setups = runs.compactMap(\.spec.setup)
    #expect(setups.map(\.model.family) == [.clip, .ssan])
    #expect(setups.map(\.model.initialWeights) == [EmbeddedWeights.checksum, ModelSpec.randomWeights])
    let ssan = try #require(setups.last)
    let contents = try DatasetRegistry.info(named: "synth-pedes").read(dataRoot: TinyData.root)
    let words = RunTokenizer.frequentWords(of: contents, contextLength: RunTokenizer.contextLength)
    #expect(ssan.model == .smallSSAN(vocabularySize: words.vocabularySize, contextLength: words.contextLength))
    #expect(words.words.count > 20)
    #expect(ssan.recipe.epochs == 40 && ssan.recipe.milestones == [13, 27] && ssan.recipe.learningRate == 1e-3)
    #expect(ssan.augmentation.image == "flip" && ssan.arithmetic == .standard)
    // What is beside it changes nothing of a run.
    #expect(try self.runs { $0.methods = ["rde-tal"] } == [runs[0]])
    #expect(try self.runs { $0.methods = ["ssan"] } == [runs[1]])
  }

  @Test func epochsMoveTheMilestones() throws {
    let recipe = try runs { $0.epochs = 6 }.last?.spec.recipe
    #expect(recipe?.epochs == 6 && recipe?.milestones == [2, 4] && recipe?.warmupEpochs == 0)
  }

  @Test func weightsAreSaidForEachFamily() throws {
    func request(_ words: String...) throws -> StudyRequest {
      try StudyArguments.parse(["--methods", "rde-tal,ssan"] + words.flatMap { ["--weights", $0] })
        .request(in: URL(filePath: "/folder", directoryHint: .isDirectory))
    }
    func file(_ point: StartingPoint) -> String? { if case .file(let file) = point { file.path } else { nil } }
    let both = try request("b.pt", "ssan=a.pth")
    #expect(file(both.startingPoint(of: .clip)) == "/folder/b.pt")
    #expect(file(both.startingPoint(of: .ssan)) == "/folder/a.pth")
    let one = try request("b.pt")
    #expect(one.startingPoint(of: .ssan) == .automatic, "a file is CLIP's")
    let random = try request("random")
    #expect(random.startingPoint(of: .clip) == .random && random.startingPoint(of: .ssan) == .random)
    #expect(try request("ssan=random", "clip=embedded").startingPoint(of: .clip) == .embedded)
    var alone = one
    alone.methods = ["ssan"]
    #expect(file(alone.startingPoint(of: .ssan)) == "/folder/b.pt", "or the only network's")
    #expect(file(try request("./x=y.pt").weights) == "/folder/x=y.pt")
    for word in ["resnet=a.pth", "ssan="] {
      let message = #expect(throws: (any Error).self) { try request(word) }.map { StudyArguments.message(for: $0) }
      #expect(message?.contains("ssan") == true, "\(word): \(message ?? "")")
    }
  }

  @Test func suitesListThem() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "suite.yaml")
      try "name: a\nstudies: [{methods: ssan, weights: [random, ssan=resnet50.pth]}]".write(
        to: file, atomically: true, encoding: .utf8)
      let request = try #require(try StudySuite(file: file).studies.first).request
      #expect(request.weights == .random)
      guard case .file(let weights)? = request.weightsByFamily[.ssan] else { throw CancellationError() }
      #expect(weights.lastPathComponent == "resnet50.pth")
    }
  }

  @Test func realImagesNeedWeightsForEachFamily() throws {
    var request = StudyRequest(datasets: ["CUHK-PEDES"], methods: ["rde-tal", "ssan"], noiseRates: [0], seeds: [1])
    request.weights = .file(URL(filePath: "clip.pt"))
    let failure = #expect(throws: StudyFailure.noWeights(dataset: "CUHK-PEDES", family: .ssan)) {
      try request.checkWeights()
    }
    #expect(failure?.description.contains("--weights ssan=resnet50.pth") == true)
    request.weightsByFamily[.ssan] = .random
    try request.checkWeights()
  }

  @Test func whatWasMadeForTransformersIsRefused() throws {
    let changes: [(inout StudyRequest) -> Void] = [
      { $0.microBatchSize = 4 },
      {
        $0.precision = .paper
        $0.methods = ["ssan"]
      },
    ]
    for change in changes {
      let failure = #expect(throws: StudyFailure.self) { try runs(change) }
      guard case .notForNetwork(_, "ssan", _) = failure else { throw CancellationError() }
    }
    let mixed = try runs { $0.precision = .paper }
    #expect(mixed.compactMap(\.spec.setup?.arithmetic.precision) == [.paper, .fp32])
  }
}
