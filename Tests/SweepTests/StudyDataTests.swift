import BenchCore
import DataTestSupport
import Foundation
import Noise
import ResultStore
import Studies
import StudyTestSupport
import Sweep
import Synchronization
import TestSupport
import Testing

/// What a study does to its training pairs before training: corrupt images left out, noise read from files.
@Suite(.serialized) struct StudyDataTests {
  /// A copy of the tiny dataset with its first training image cut short.
  private func withDamagedData(_ body: (_ root: URL, _ data: URL, _ name: String) throws -> Void) throws {
    try withTemporaryFolder { root in
      let data = root.appending(path: "data")
      try TinyData.copy(to: data)
      let folder = data.appending(path: "synth-pedes")
      let records = try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appending(path: "reid_raw.json")))
          as? [[String: Any]])
      let name = try #require(records.first { $0["split"] as? String == "train" }?["file_path"] as? String)
      let image = folder.appending(path: "imgs/\(name)")
      try Data(contentsOf: image).prefix(200).write(to: image)
      try body(root, data, name)
    }
  }

  @Test func aCorruptTrainingImageStopsTheRunWithItsPath() throws {
    try withDamagedData { root, data, name in
      let run = try #require(try TinyStudy.runs(in: data).first)
      #expect(run.spec.dataset.skippedImages == nil)
      let workspace = TinyStudy.workspace(root, data: data)
      let message = failureText { try TrainingRunner(RunTask(run: run, workspace: workspace)).run() }
      #expect(message.contains(name) && message.contains("PNG ends too early"), "\(message)")
    }
  }

  @Test func corruptImagesAreLeftOutBeforeNoiseAndRecorded() throws {
    try withDamagedData { root, data, name in
      let told = Mutex<[String]>([])
      var request = StudyRequest(
        datasets: ["synth-pedes"], methods: ["irra-sdm"], noiseRates: [0.5], seeds: [1])
      request.epochs = 1
      request.batchSize = 16
      request.skipsCorruptImages = true
      request.weights = .random
      let runs = try TinyStudy.planner(of: data) { event in
        if case .skipped(_, let images, let pairs) = event { told.withLock { $0.append("\(images.names) \(pairs)") } }
      }.runs(of: request)
      let run = try #require(runs.first)
      #expect(run.spec.dataset.skippedImages == [name])
      let workspace = TinyStudy.workspace(root, data: data)
      let record = try TrainingRunner(RunTask(run: run, workspace: workspace)).run()
      let whole = try TrainingRunner(
        RunTask(
          run: #require(
            try TinyStudy.runs {
              $0.methods = ["irra-sdm"]; $0.epochs = 1
            }.first),
          workspace: TinyStudy.workspace(root, results: "whole"))
      ).run()
      let count = try #require(record.noise).isClean.count
      let dropped = try #require(whole.noise).isClean.count - count
      #expect(dropped > 0)
      #expect(told.withLock { $0 } == ["\([name]) \(dropped)"])
      // The shuffle of the pairs that are left, not what is left of the shuffle.
      let expected = try ShuffleInjector.index(count: #require(record.noise).isClean.count, rate: 0.5, seed: 1)
      #expect(record.noise?.sourceIndices == expected.sources)
      #expect(try ResultStore.read(workspace.resultFile(of: run)).spec.dataset.skippedImages == [name])
    }
  }

  @Test func intactDataAreTheSameStudyWithAndWithoutSkipping() throws {
    let runs = try TinyStudy.runs()
    #expect(try TinyStudy.runs { $0.skipsCorruptImages = true } == runs)
  }

  @Test func aSkippedImageThatIsNotThereIsAChangeOfTheData() throws {
    try withTemporaryFolder { root in
      let run = try #require(try TinyStudy.runs().first)
      var spec = run.spec
      spec.dataset.skippedImages = ["nobody.png"]
      let changed = try PlannedRun(spec: spec, label: run.label, isStandIn: true)
      let message = failureText {
        try TrainingRunner(RunTask(run: changed, workspace: TinyStudy.workspace(root))).run()
      }
      #expect(message.contains("nobody.png"), "\(message)")
    }
  }

  @Test func anIndexFileOrAFolderOfThemGivesTheNoiseOfTheirShuffle() throws {
    try withTemporaryFolder { root in
      let shuffled = try TrainingRunner(
        RunTask(
          run: #require(
            try TinyStudy.runs {
              $0.methods = ["irra-sdm"]; $0.epochs = 1
            }.first),
          workspace: TinyStudy.workspace(root))
      ).run()
      let index = try ShuffleInjector.index(count: #require(shuffled.noise).isClean.count, rate: 0.5, seed: 1)
      let file = root.appending(path: "synth-pedes_0.5.npy")
      try NoiseIndexFile.write(index, to: file)
      for location in [file, root] {
        let run = try #require(
          try TinyStudy.runs {
            $0.methods = ["irra-sdm"]
            $0.epochs = 1
            $0.injector = "index"
            $0.noiseIndex = location
          }.first)
        #expect(run.spec.noise.indexChecksum == shuffled.spec.noise.indexChecksum)
        var workspace = TinyStudy.workspace(root, results: "index-\(location.lastPathComponent)")
        workspace.noiseIndex = location
        let record = try TrainingRunner(RunTask(run: run, workspace: workspace)).run()
        #expect(record.noise?.sourceIndices == shuffled.noise?.sourceIndices)
        #expect(record.epochs?.map(\.loss) == shuffled.epochs?.map(\.loss))
      }
    }
  }

  @Test func anIndexFileThatDoesNotFitIsRefusedWhenTheStudyIsPlanned() throws {
    try withTemporaryFolder { root in
      let file = root.appending(path: "short.npy")
      try NoiseIndexFile.write(ShuffleInjector.index(count: 12, rate: 0.5, seed: 1), to: file)
      func message(_ location: URL?) -> String {
        failureText {
          try TinyStudy.runs {
            $0.injector = "index"
            $0.noiseIndex = location
          }
        }
      }
      #expect(message(file).contains("12"), "\(message(file))")
      #expect(message(root).contains("synth-pedes_0.5.npy"), "\(message(root))")
      #expect(message(nil).contains("index"), "\(message(nil))")
    }
  }

  /// What an error says, `nothing` where there is none.
  private func failureText(_ body: () throws -> some Any) -> String {
    do {
      _ = try body()
      return "nothing"
    } catch {
      return "\(error)"
    }
  }
}
