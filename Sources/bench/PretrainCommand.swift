import ArgumentParser
import BenchCore
import Foundation
import Studies
import Sweep
import Torch

extension Bench {
  /// Makes the embedded weights.
  struct Pretrain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make the small CLIP that sweeps of synth-pedes start from.",
      discussion: """
        Renders 16,000 generic pairs (other persons, words, sentences and cameras than synth-pedes has), trains the embedded
        model on them with InfoNCE, and writes it as float16 safetensors. The same seed gives the same file, bit for bit,
        on the same machine. The weights inside this program were made by this command with seed 1.

        Examples:
          bench pretrain --out weights.safetensors
          bench pretrain --out weights2.safetensors --seed 2
          bench sweep --weights weights2.safetensors --methods irra-sdm --noise 50
        """)

    @Option(
      name: .output, help: "The .safetensors file to write.", completion: .file(extensions: ["safetensors"]))
    var out: String

    @Option(help: "Another seed gives other weights.")
    var seed: UInt64 = 1

    @Option(help: "Passes over the 16,000 pairs.")
    var epochs: Int?

    @Option(help: "Where to compute; the embedded weights were made on the CPU, another device makes others.")
    var device = DeviceChoice.cpu

    @OptionGroup var data: DataOptions

    @Option(help: "The folder for the training's result file and log.")
    var results = "Results/pretrain"

    @Option(help: "The folder for decoded images.")
    var cache = CacheFolder.path("images")

    @OptionGroup var verbosity: VerbosityOptions

    func validate() throws {
      guard out.hasSuffix(".safetensors") else { throw ValidationError("--out must end in .safetensors") }
    }

    func run() async throws {
      let target = URL(filePath: out).absoluteURL
      try Self.checkWritable(target)
      var request = Pretraining.request(seed: seed)
      request.epochs = epochs ?? request.epochs
      let device = try await device.device()
      if case .cuda = device { request.device = "cuda" }
      try StudyPlanner.check(request)
      try EmbeddedData.prepare(request.datasets, in: data.dataRootURL)
      let cacheDirectory = URL(filePath: cache).absoluteURL
      let planner = StudyPlanner(
        dataRoot: data.dataRootURL, weightsDirectory: EmbeddedData.weightsDirectory,
        images: .hashed(cache: cacheDirectory))
      let plan = try StudyPlan(request, with: planner)
      var workspace = RunWorkspace(
        dataRoot: data.dataRootURL, cacheDirectory: cacheDirectory,
        resultsDirectory: URL(filePath: results, directoryHint: .isDirectory).absoluteURL,
        code: .current)
      workspace.savedWeights = .last
      if case .cuda(let index) = device { workspace.deviceIndex = index }
      // Weights that other code made are not what this one makes of the seed.
      try await SweepExecution(workspace: workspace, jobs: 1).run(plan, rerun: .stale)
      for run in plan.runs { try Pretraining.export(run, of: workspace, to: target) }
      let size = (try? FileManager.default.attributesOfItem(atPath: target.path)[.size] as? Int) ?? 0
      say("\(out): \(size.formatted(.number.locale(Locale(identifier: "en_US")))) bytes")
    }

    /// Finds out before minutes of work whether the weights can be written.
    private static func checkWritable(_ target: URL) throws {
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: target.path, isDirectory: &isFolder), isFolder.boolValue {
        throw StudyFailure.weightsNotWritable(target.path, reason: "it is a folder")
      }
      do throws(FileFailure) {
        try OutputFolder.checkWritable(target.deletingLastPathComponent())
      } catch {
        throw StudyFailure.weightsNotWritable(target.path, reason: error.reason)
      }
    }
  }
}
