import ArgumentParser
import BenchCore
import Datasets
import Foundation
import Noise

extension Bench {
  /// Makes, verifies and shows noise indices.
  struct NoiseTools: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "noise", abstract: "Make, verify and show noise indices.",
      discussion: """
        A noise index is an .npy file of one int64 per training pair: the pair whose caption it gets. The papers'
        files come from NumPy's legacy generator with seed 1 and are reproduced here bit for bit.
        """,
      subcommands: [Generate.self, Paper.self, Verify.self, Show.self])
  }
}

extension Bench.NoiseTools {
  /// Writes one index.
  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the shuffle index of a dataset, a rate and a seed.",
      discussion: """
        The number of pairs comes from --count, else from the dataset's annotations below --data-root, else, for the
        three published datasets, from a table: the data need not be there.

        Example: bench noise generate --dataset CUHK-PEDES --rate 0.2 --out CUHK-PEDES_0.2.npy
        """)

    @Option(help: "The dataset whose training pairs are shuffled.")
    var dataset: String?

    @Option(help: "The noise rate: percent (20 or 20%) or a fraction (0.2).", transform: NoiseRate.single)
    var rate: NoiseRate

    @Option(help: "The generator's seed, 0 to 4294967295.")
    var seed: UInt64 = 1

    @Option(help: "The number of training pairs.")
    var count: Int?

    @Option(help: "The file to write.")
    var out: String

    @OptionGroup var data: DataOptions

    func run() throws {
      let index = try ShuffleInjector.index(count: pairCount(), rate: rate.fraction, seed: seed)
      let file = URL(filePath: out)
      try NoiseIndexFile.write(index, to: file)
      print(try NoiseIndexReport(verifying: file).line)
    }

    private func pairCount() throws -> Int {
      if let count { return count }
      guard let dataset else {
        throw ValidationError("give --count, or --dataset whose pairs are to be counted")
      }
      let info = try DatasetRegistry.info(named: dataset)
      guard let published = info.published?.train.captions, !info.isOnDisk(dataRoot: data.dataRootURL) else {
        return try info.trainingPairCount(dataRoot: data.dataRootURL)
      }
      return published
    }
  }

  /// Writes the papers' nine files.
  struct Paper: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the nine files that RDE published, and a manifest of their checksums.")

    @Option(help: "The folder for the files.")
    var out = "NoiseIndex"

    func run() throws {
      let folder = URL(filePath: out, directoryHint: .isDirectory)
      for published in PublishedNoise.all {
        let file = try published.write(into: folder)
        let report = try NoiseIndexReport(verifying: file)
        guard report.isPublishedFile else { throw NoiseToolFailure.differs(file.path) }
        print(report.line)
      }
      try NoiseManifest.published.json().write(to: folder.appending(path: "manifest.json"), options: .atomic)
    }
  }

  /// Says what files are.
  struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say which published file an index is, or what else it is.",
      discussion: "Exits with 1 if a file cannot be read or is not a permutation.")

    @Argument(help: "Index files.", completion: .file(extensions: ["npy"]))
    var files: [String]

    func run() throws {
      var isUsable = true
      for file in files {
        do {
          let report = try NoiseIndexReport(verifying: URL(filePath: file))
          print(report.line)
          if report.defect != nil { isUsable = false }
        } catch {
          print("\(error)")
          isUsable = false
        }
      }
      if !isUsable { throw ExitCode(1) }
    }
  }

  /// Prints captions before and after.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print old and new captions of some corrupted pairs.")

    @Option(help: "The dataset.")
    var dataset = DatasetInfo.synthPEDES.id

    @Option(help: "The noise rate: percent (20 or 20%) or a fraction (0.2).", transform: NoiseRate.single)
    var rate = NoiseRate(percent: 20)

    @Option(help: "How captions are corrupted (bench list noise).")
    var injector = "shuffle"

    @Option(help: "The .npy file of the injector `index`.")
    var noiseIndex: String?

    @Option(help: "The injector's seed.")
    var seed: UInt64 = 1

    @Option(help: "How many pairs to print.")
    var limit = 5

    @OptionGroup var data: DataOptions

    func run() throws {
      let contents = try DatasetRegistry.info(named: dataset).read(dataRoot: data.dataRootURL)
      let options = NoiseOptions(indexFile: noiseIndex.map { URL(filePath: $0) })
      let noisy = try NoiseRegistry.injector(id: injector, options: options)
        .inject(rate: rate.fraction, seed: seed, into: contents.train)
      let summary = NoiseSummary(of: noisy, in: contents.train)
      for example in NoiseExample.sample(max(0, limit), of: noisy, in: contents.train, seed: seed) {
        print("pair \(example.pair), identity \(example.identity), \(example.imagePath)")
        print("  old: \(example.cleanCaption)")
        print("  new: \(example.noisyCaption)  (from pair \(example.sourcePair), identity \(example.sourceIdentity))")
      }
      let actual = (summary.actualRate * 1000).rounded() / 10
      print(
        "\(summary.pairs) pairs: \(summary.moved) moved (\(summary.movedWithinIdentity) within their identity), "
          + "\(summary.edited) edited; actual rate \(actual)%")
    }
  }
}

/// A tool's result that is not what it must be.
enum NoiseToolFailure: BenchFailure {
  case differs(String)

  var problem: String { "the file written is not the published one" }
  var location: String? {
    switch self {
    case .differs(let path): path
    }
  }
}

extension NoiseIndexReport {
  /// What a file is, on one line.
  fileprivate var line: String {
    let share = (movedRate * 1000).rounded() / 10
    let size = "\(count) pairs, \(moved) moved (\(share)%)"
    if let published, isPublishedFile { return "\(path): \(published.fileName) as published; \(size)" }
    if let defect { return "\(path): not a permutation: \(defect); \(size)" }
    let name = dataset.map { ", as many pairs as \($0)" } ?? ""
    return "\(path): a permutation, not one of the published files; \(size)\(name); SHA-256 \(sha256)"
  }
}
