import BenchCore
import Datasets
import Foundation
import HDF5
import Images
import Methods
import Models
import ResultStore
import Studies
import StudyTestSupport
import TestSupport
import Testing
import Torch

@testable import Sweep
@testable import Training

/// What is recorded of a run is what its training is fed. Serialized: a run sets libtorch's number of threads.
@Suite(.serialized) struct DrawsTests {
  private static func run(_ method: String, _ change: (inout StudyRequest) -> Void = { _ in }) throws -> PlannedRun {
    try #require(
      try TinyStudy.runs {
        $0.methods = [method]
        // 96 pairs: the last batch is a short one.
        $0.batchSize = 20
        $0.imageAugmentation = "paper"
        change(&$0)
      }.first)
  }

  @Test(arguments: ["irra-sdm", "rde-tal", "clip-c", "amns-sdm"])
  func trainingIsFedWhatIsRecorded(method: String) throws {
    try withTemporaryFolder { folder in
      let run = try Self.run(method)
      let task = RunTask(run: run, workspace: TinyStudy.workspace(folder, workers: 2))
      let file = folder.appending(path: "draws.h5")
      var reported: [[Int]] = []
      try DrawsRecorder(task, report: { reported.append([$0, $1]) }).write(to: file)
      #expect(reported == [[1, 2], [2, 2]])
      let drawn = try File.open(file)
      let fed = try FedTraining(task)

      let attributes = drawn.attributes
      #expect(try attributes.scalar("signature") == run.signature)
      #expect(try [attributes.scalar("method"), attributes.scalar("dataset")] == [method, "synth-pedes"])
      #expect(try ["seed", "batch_size", "epochs"].map { try attributes.scalar($0) } == [1, 20, 2])
      #expect(try attributes.scalar("noise") == 0.5 && attributes.scalar("padding") == fed.padding && fed.padding > 0)
      #expect(try drawn.integers("noise_index").values == fed.noisy.sourceIndices)

      let weights = try drawn.group("weights")
      #expect(try weights.childNames().sorted() == fed.weights.keys.sorted())
      for (name, values) in fed.weights { #expect(try weights.floats(name).values == values, "\(name)") }

      let passes = try (1...2).flatMap { epoch in
        try ["division", "train"].filter { try drawn.group("epochs/\(epoch)").kind(of: $0) != nil }
          .map { (name: "\(epoch) \($0)", group: try drawn.group("epochs/\(epoch)/\($0)")) }
      }
      #expect(passes.map(\.name) == fed.passes.map(\.name))
      for (recorded, pass) in zip(passes, fed.passes) { try compare(recorded.group, pass, of: fed) }
    }
  }

  /// One pass as it is recorded and as it was fed.
  private func compare(_ group: Group, _ pass: FedPass, of fed: FedTraining) throws {
    let order = try group.integers("order").values
    #expect(order == pass.batches.flatMap(\.pairIndices), "\(pass.name)")
    func ids(_ name: String) throws -> [Int64]? { try group.kind(of: name) == nil ? nil : group.read(name).values }
    #expect(try ids("captions") == pass.captions, "\(pass.name)")
    #expect(try ids("masked_captions") == pass.maskedCaptions, "\(pass.name)")
    #expect(try ids("masked_labels") == pass.maskedLabels, "\(pass.name)")
    let views = try group.integers("views")
    let fedViews = try pass.views
    #expect(views.shape == [order.count, fedViews.count, 7])
    let rows = stride(from: 0, to: views.values.count, by: 7).map { Array(views.values[$0..<($0 + 7)]) }
    // Something of each kind happens, or nothing was compared.
    #expect(Set(rows.map { $0[0] }) == [0, 1] && Set(rows.map { $0[1] }).count > 1 && rows.contains { $0[5] > 0 })
    var place = 0
    for (sample, pair) in order.enumerated() {
      for view in fedViews.indices {
        let image = try fed.image(ofPair: pair, changedBy: rows[place])
        place += 1
        let difference = zip(image, fedViews[view][sample]).map { abs($0 - $1) }.max() ?? 1
        #expect(image.count == fedViews[view][sample].count && difference < 1e-5, "\(pass.name), sample \(sample)")
      }
    }
  }

  @Test func coinsDecideAboutDisputedPairs() throws {
    try withTemporaryFolder { folder in
      let task = RunTask(run: try Self.run("rde-tal"), workspace: TinyStudy.workspace(folder))
      let file = folder.appending(path: "draws.h5")
      try DrawsRecorder(task).write(to: file)
      let drawn = try File.open(file)
      let fed = try FedTraining(task)
      #expect(fed.selections.map(\.epoch) == [1, 2])
      var outcomes: Set<Bool> = []
      for selection in fed.selections {
        let coins = try drawn.bytes("epochs/\(selection.epoch)/coins").values
        #expect(coins.count == 96)
        var rest = coins[...]
        for pair in selection.treatedAsClean.indices {
          let opinions = Set(selection.heads.compactMap { $0.value.takenAsClean?[pair] })
          let expected = opinions.count == 2 ? rest.popFirst() == 1 : opinions == [true]
          #expect(selection.treatedAsClean[pair] == expected, "epoch \(selection.epoch), pair \(pair)")
          if opinions.count == 2 { outcomes.insert(expected) }
        }
      }
      #expect(outcomes == [false, true], "no pair was left to chance")
    }
  }

  @Test func epochsWithoutASelectionHaveNoDivision() throws {
    try withTemporaryFolder { folder in
      let run = try Self.run("decl") {
        $0.settings = [FieldSetting(scope: "decl", field: "warmupEpochs", values: [.number(1)])]
      }
      let file = folder.appending(path: "draws.h5")
      try DrawsRecorder(RunTask(run: run, workspace: TinyStudy.workspace(folder))).write(to: file)
      let epochs = try File.open(file).group("epochs")
      #expect(try epochs.group("1").childNames() == ["train"])
      #expect(try epochs.group("2").childNames() == ["division", "train"], "nothing is left to chance")
    }
  }

  @Test func aPartIsThatOfTheWhole() throws {
    try withTemporaryFolder { folder in
      let task = RunTask(run: try Self.run("irra-sdm"), workspace: TinyStudy.workspace(folder))
      let files = ["whole.h5", "part.h5"].map { folder.appending(path: $0) }
      try DrawsRecorder(task).write(to: files[0])
      try DrawsRecorder(task).write(epochs: 1, to: files[1])
      let (whole, part) = (try File.open(files[0]), try File.open(files[1]))
      #expect(try part.group("epochs").childNames() == ["1"] && part.attributes.scalar("epochs") == 1)
      for name in ["order", "captions", "masked_captions", "masked_labels", "views"] {
        let path = "epochs/1/train/\(name)"
        #expect(try whole.integers(path).values == part.integers(path).values)
        #expect(try whole.integers(path).values != whole.integers("epochs/2/train/\(name)").values)
      }
    }
  }

  @Test func imagesAsTheyAreHaveNoViews() throws {
    try withTemporaryFolder { folder in
      let run = try Self.run("irra-sdm") { $0.imageAugmentation = "none" }
      let file = folder.appending(path: "draws.h5")
      try DrawsRecorder(RunTask(run: run, workspace: TinyStudy.workspace(folder))).write(epochs: 1, to: file)
      let names = try File.open(file).group("epochs/1/train").childNames()
      #expect(names == ["captions", "masked_captions", "masked_labels", "order"])
    }
  }
}
