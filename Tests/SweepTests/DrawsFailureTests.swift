import BenchCore
import DataTestSupport
import Foundation
import ResultStore
import Studies
import StudyTestSupport
import TestSupport
import Testing

@testable import Sweep

/// Runs whose draws cannot be recorded. Serialized: recording sets libtorch's number of threads.
@Suite(.serialized) struct DrawsFailureTests {
  private func failure(
    of method: String, epochs: Int? = nil, shouldStop: @escaping () -> Bool = { false },
    changing change: (inout StudyRequest) -> Void = { _ in }
  ) throws -> (any BenchFailure)? {
    try withTemporaryFolder { folder in
      let run = try #require(
        try TinyStudy.runs {
          $0.methods = [method]
          change(&$0)
        }.first)
      let file = folder.appending(path: "draws.h5")
      try Data("earlier".utf8).write(to: file)
      let task = RunTask(run: run, workspace: TinyStudy.workspace(folder))
      let error = #expect(throws: (any Error).self, "\(method)") {
        try DrawsRecorder(task, shouldStop: shouldStop).write(epochs: epochs, to: file)
      }
      #expect(try Data(contentsOf: file) == Data("earlier".utf8), "what was there stays")
      let others = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(others == ["draws.h5", "results"])
      return error as? any BenchFailure
    }
  }

  @Test(
    arguments: [
      ("ssan", "paper", "the negatives and what is dropped, which ssan draws, cannot be recorded"),
      ("ivt", "paper", "the hidden tokens and what is dropped, which ivt draws, cannot be recorded"),
      ("amns-sdm", "amns", "changes of colour, loss of colour, blur of images cannot be recorded"),
    ])
  func drawsThatHaveNoPlaceAreRefused(method: String, augmentation: String, problem: String) throws {
    let failure = try failure(of: method, changing: { $0.imageAugmentation = augmentation })
    #expect(failure is DrawsFailure && failure?.problem == problem && failure?.isUsage == false, "\(failure as Any)")
  }

  /// Patches that are kept at random are drawn while training.
  @Test func randomMasksAreRefused() throws {
    let failure = try failure(
      of: "amns-sdm",
      changing: {
        $0.imageAugmentation = "paper"
        $0.settings = [FieldSetting(scope: "amns-sdm", field: "masking", values: [.string("random")])]
      })
    #expect(failure?.problem.hasPrefix("the patches that a view keeps at random") == true, "\(failure as Any)")
  }

  @Test func anExternalMethodIsRefused() throws {
    let failure = try failure(
      of: "external",
      changing: { $0.external = try? ExternalCommand(commandLine: "true", directory: URL(filePath: "/")) })
    guard case StudyFailure.notTrainedHere? = failure else { return #expect(Bool(false), "\(failure as Any)") }
  }

  @Test(arguments: [-1, 0, 3]) func epochsThatTheRunHasNotAreRefused(epochs: Int) throws {
    let failure = try failure(of: "irra-sdm", epochs: epochs)
    #expect(failure as? DrawsFailure == .epochs(epochs, of: 2) && failure?.isUsage == true)
  }

  @Test func aStopWritesNothing() throws {
    var asked = 0
    let failure = try failure(
      of: "irra-sdm",
      shouldStop: {
        asked += 1
        // 96 pairs in batches of 16.
        return asked > 8
      })
    #expect(failure as? DrawsFailure == .interrupted(epoch: 2))
  }

  @Test func changedDataAreNoticed() throws {
    try withTemporaryFolder { root in
      let data = root.appending(path: "data")
      try TinyData.copy(to: data)
      let run = try #require(try TinyStudy.runs(in: data).first)
      let images = data.appending(path: "synth-pedes/imgs")
      let names = try FileManager.default.subpathsOfDirectory(atPath: images.path).filter { $0.hasSuffix(".png") }
      try editInPlace(images.appending(path: try #require(names.sorted().first))) { $0[$0.count - 20] ^= 1 }
      let task = RunTask(run: run, workspace: TinyStudy.workspace(root, data: data))
      #expect(throws: StudyFailure.changedData(run: run.name, what: "the images of synth-pedes")) {
        try DrawsRecorder(task).write(to: root.appending(path: "draws.h5"))
      }
    }
  }

  @Test func aResultIsOfTheRunBesideIt() throws {
    try withTemporaryFolder { root in
      let workspace = TinyStudy.workspace(root)
      let runs = try TinyStudy.runs { $0.epochs = 1 }
      let task = RunTask(run: runs[0], workspace: workspace)
      try TrainingRunner(task).run()
      let (result, file) = (workspace.resultFile(of: task.run), workspace.taskFile(of: task.run))
      #expect(throws: DrawsFailure.noRunFile(result: result.relativePath, expected: file.relativePath)) {
        try RunTask.read(ofResultOrRun: result)
      }
      try task.write()
      for source in [result, file] { #expect(try RunTask.read(ofResultOrRun: source).run == task.run) }
      try RunTask(run: runs[1], workspace: workspace).canonicalJSON().write(to: file)
      #expect(throws: DrawsFailure.otherRun(result: result.relativePath, file: file.relativePath)) {
        try RunTask.read(ofResultOrRun: result)
      }
      #expect(throws: StudyFailure.unreadableTask(file: result.path)) { try RunTask.read(result) }
      #expect(!DrawsFile.isOne(result) && !DrawsFile.isOne(file) && !DrawsFile.isOne(root))
      let draws = root.appending(path: "draws.h5")
      try DrawsRecorder(task).write(to: draws)
      #expect(DrawsFile.isOne(draws))
    }
  }
}
