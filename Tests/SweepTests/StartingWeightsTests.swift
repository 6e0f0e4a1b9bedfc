import BenchCore
import Checkpoints
import DataTestSupport
import Datasets
import Evaluation
import Foundation
import Models
import ResultStore
import Studies
import StudyTestSupport
import Sweep
import Synchronization
import TestSupport
import Testing
import Torch

/// Weights into and out of runs. Serialized: a run sets libtorch's number of threads.
@Suite(.serialized) struct StartingWeightsTests {
  private func oneRun(_ change: (inout StudyRequest) -> Void = { _ in }) throws -> PlannedRun {
    try #require(
      try TinyStudy.runs {
        $0.methods = ["rde-tal"]
        change(&$0)
      }.first)
  }

  @Test func aRunKeepsItsWeightsAndAnotherStartsFromThem() throws {
    try withTemporaryFolder { root in
      let first = try oneRun()
      var workspace = TinyStudy.workspace(root)
      workspace.savedWeights = .both
      let record = try TrainingRunner(RunTask(run: first, workspace: workspace)).run()
      let weights = workspace.weightsFile(of: first, checkpoint: "last")
      let checkpoint = try Checkpoint.open(weights)
      #expect(checkpoint.runSpec == first.spec && checkpoint.metadata["epoch"] == "2")
      #expect(try checkpoint.inferredModel() == first.spec.setup?.model)
      let best = try Checkpoint.open(workspace.weightsFile(of: first, checkpoint: "best"))
      #expect(best.metadata["epoch"] == record.best.map { "\($0.epoch)" })
      #expect(checkpoint.tensors.map(\.name) == best.tensors.map(\.name) && checkpoint.parts.count == 2)

      let second = try oneRun {
        $0.methods = ["irra-sdm"]
        $0.weights = .file(weights)
        $0.epochs = 1
      }
      var expected = try #require(first.spec.setup?.model)
      expected.initialWeights = try #require(second.spec.setup?.model.initialWeights)
      #expect(second.spec.setup?.model == expected && expected.initialWeights.count == 64)
      #expect(second.spec.recipe?.learningRate == TrainingRecipe.embedded.learningRate)
      workspace.weights = weights
      workspace.savedWeights = nil
      let notes = Mutex<[String]>([])
      let runner = TrainingRunner(
        RunTask(run: second, workspace: workspace),
        report: { event in
          if case .note(let text) = event { notes.withLock { $0.append(text) } }
        })
      let started = try runner.run()
      #expect(started.outcome == .finished)
      #expect(notes.withLock { $0.first?.hasPrefix("weights: ") } == true)
      let random = try oneRun {
        $0.methods = ["irra-sdm"]
        $0.epochs = 1
      }
      let fresh = try TrainingRunner(RunTask(run: random, workspace: workspace)).run()
      #expect(fresh.epochs?[0].loss != started.epochs?[0].loss)

      // Other weights under the same name are another run, if only by their header.
      try FileManager.default.removeItem(at: weights)
      try FileManager.default.copyItem(at: workspace.weightsFile(of: first, checkpoint: "best"), to: weights)
      #expect(throws: StudyFailure.self) { try TrainingRunner(RunTask(run: second, workspace: workspace)).run() }
    }
  }

  @Test func clipsVocabularyBringsItsTokenizerAndThePapersRecipe() throws {
    let vocabulary = try Python.run(
      """
      import importlib.util, os
      print(os.path.dirname(importlib.util.find_spec("open_clip").origin) + "/bpe_simple_vocab_16e6.txt.gz", end="")
      """)
    try withTemporaryFolder { root in
      let weights = root.appending(path: "clip.safetensors")
      let square = ModelSpec(
        imageHeight: 192, imageWidth: 192, patchHeight: 64, patchWidth: 64, visionWidth: 64, visionLayers: 1,
        visionHeads: 1, textWidth: 64, textLayers: 1, textHeads: 1, contextLength: 77, vocabularySize: 49_408,
        embeddingWidth: 64)
      let store = try ParameterStore(seed: 1)
      _ = try CLIP(store.root, spec: square)
      try SafetensorsWriter.write(store.checkpointItems(), to: weights)
      let run = try oneRun {
        $0.weights = .file(weights)
        $0.vocabulary = URL(filePath: vocabulary)
        $0.epochs = 1
      }
      #expect(run.spec.setup?.model.imageHeight == 384 && run.spec.setup?.model.imageWidth == 128)
      #expect(run.spec.recipe?.learningRate == 1e-5 && run.spec.recipe?.adamEpsilon == 1e-3)
      #expect(run.spec.setup?.augmentation.padding == 10)
      var workspace = TinyStudy.workspace(root)
      workspace.weights = weights
      workspace.vocabulary = URL(filePath: vocabulary)
      let record = try TrainingRunner(RunTask(run: run, workspace: workspace)).run()
      #expect(record.outcome == .finished && record.epochs?[0].loss.isFinite == true)

      let sized = try oneRun {
        $0.weights = .file(weights)
        $0.vocabulary = URL(filePath: vocabulary)
        $0.imageSize = ImageSize("128x64")
      }
      #expect(try #require(sized.spec.setup).model.patchGrid == (2, 1))

      let other = root.appending(path: "merges.txt")
      try Python.run(
        """
        import gzip, sys
        lines = gzip.open(sys.argv[1]).read().decode().split("\\n")
        lines[48000], lines[48001] = lines[48001], lines[48000]
        open(sys.argv[2], "w").write("\\n".join(lines))
        """, vocabulary, other.path)
      #expect(throws: StudyFailure.otherVocabulary(file: other.path)) {
        try oneRun {
          $0.weights = .file(weights)
          $0.vocabulary = other
        }
      }
    }
  }

  /// A CLIP of random weights with the words of the tiny dataset, as a file that says nothing of itself.
  private func writeCLIP(to file: URL) throws -> DatasetContents {
    let contents = try DatasetRegistry.info(named: DatasetInfo.synthPEDES.id).read(dataRoot: TinyData.root)
    let words = RunTokenizer.vocabulary(of: contents)
    var spec = ModelSpec.embedded(vocabularySize: words.vocabularySize, contextLength: words.contextLength)
    (spec.visionHeads, spec.textHeads) = (1, 1)
    let store = try ParameterStore(seed: 5)
    _ = try CLIP(store.root, spec: spec)
    try SafetensorsWriter.write(store.checkpointItems(), to: file)
    return contents
  }

  @Test func theActivationOfWeightsIsPartOfARunOrAWarningBesideItsNumbers() throws {
    try withTemporaryFolder { root in
      let file = root.appending(path: "clip.safetensors")
      let contents = try writeCLIP(to: file)
      let told = Mutex<[String]>([])
      let planner = TinyStudy.planner { event in
        if case .weights(_, let warnings) = event { told.withLock { $0 += warnings } }
      }
      var request = StudyRequest(
        datasets: [contents.id], methods: ["irra-sdm", "rde-tal"], noiseRates: [0.2, 0.5], seeds: [1])
      (request.epochs, request.batchSize, request.weights) = (1, 16, .file(file))
      request.imageSize = ImageSize("96x32")
      let assumed = try planner.runs(of: request)
      _ = try planner.runs(of: request)
      let warnings = told.withLock(\.self)
      #expect(warnings.count == 1 && warnings[0].contains("--activation"), "told once: \(warnings)")

      request.weightsReading.activation = .gelu
      let run = try #require(try planner.runs(of: request).first)
      #expect(told.withLock(\.count) == 1 && run.spec.setup?.model.activation == .gelu)
      #expect(run.signature != assumed[0].signature)
      var workspace = TinyStudy.workspace(root)
      workspace.weights = file
      let first = RunTask(run: assumed[0], workspace: workspace)
      #expect(try TrainingRunner(first).run().warnings == warnings)
      #expect(try ResultStore.read(workspace.resultFile(of: assumed[0]), including: .summary).warnings == warnings)
      #expect(throws: StudyFailure.self, "the workspace does not say what the run was planned with") {
        try TrainingRunner(RunTask(run: run, workspace: workspace)).run()
      }
      workspace.weightsReading = request.weightsReading
      workspace.savedWeights = .last
      let record = try TrainingRunner(RunTask(run: run, workspace: workspace)).run()
      #expect(record.warnings == [])
      let saved = workspace.weightsFile(of: run, checkpoint: "last")
      let evaluation = try CheckpointEvaluation(file: saved, contents: contents)
      #expect(evaluation.warnings == [] && evaluation.run?.spec == run.spec)
      #expect(try evaluation.encode(.test).heads == record.last?.embeddings)
    }
  }

  /// Longer and shorter captions, from random weights, the embedded ones and a file.
  @Test(arguments: [StartingPoint.random, .embedded, .file(URL(filePath: "clip"))], [24, 60])
  func captionsMayHaveAnotherLength(weights: StartingPoint, length: Int) throws {
    try withTemporaryFolder { root in
      let file = root.appending(path: "clip.safetensors")
      let contents = try writeCLIP(to: file)
      var request = StudyRequest(datasets: [contents.id], methods: ["rde-tal"], noiseRates: [0.5], seeds: [1])
      (request.epochs, request.batchSize, request.textLength, request.weights) = (1, 16, length, weights)
      if case .file = weights { (request.weights, request.imageSize) = (.file(file), ImageSize("96x32")) }
      let plan = try StudyPlan(request, with: TinyStudy.planner())
      let run = try #require(plan.runs.first)
      #expect(run.spec.setup?.model.contextLength == length)
      var workspace = TinyStudy.workspace(root)
      workspace.savedWeights = .last
      let task = try #require(plan.tasks(in: workspace).first)
      let record = try TrainingRunner(task).run()
      let saved = workspace.weightsFile(of: run, checkpoint: "last")
      let evaluation = try CheckpointEvaluation(file: saved, contents: contents)
      #expect(try evaluation.encode(.test).heads == record.last?.embeddings)
      #expect((evaluation.cutCaptions(of: .test)?.count ?? 0 > 0) == (length == 24), "the captions have about 40 words")
    }
  }

  @Test(arguments: [2, 5000]) func impossibleLengthsOfCaptionsAreRefused(length: Int) throws {
    let error = #expect(throws: StudyFailure.self) { try oneRun { $0.textLength = length } }
    #expect(error?.problem == "--text-length is \(length) but must be 3 to 4096")
  }

  @Test func weightsOfAnotherVocabularyAreRefusedBeforeTraining() throws {
    let error = #expect(throws: StudyFailure.self) {
      try oneRun { $0.weights = .file(Repository.goldens.appending(path: "clip_tiny_state_dict.pth")) }
    }
    #expect(try #require(error).description.contains("vocabulary has 120 tokens"))
  }

  @Test(arguments: ["384x128", "1x1"]) func imageSizesAreHeightFirst(text: String) throws {
    let size = try #require(ImageSize(text))
    #expect("\(size.height)x\(size.width)" == text)
  }

  @Test(arguments: ["", "384", "384x", "x128", "384x128x3", "-1x2", "0x5", "a x b"])
  func otherImageSizesAreRefused(text: String) { #expect(ImageSize(text) == nil) }
}
