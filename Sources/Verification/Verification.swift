package import BenchCore
package import Foundation
package import Torch

/// Checks outputs of the official implementations against this build and device, in the precision of each.
///
/// Every file of the folder has to be known, every known file has to be there, and every array in it is compared.
package struct Verification {
  private let context: GoldenContext
  private let precision: Precision?
  private let mayBePart: Bool

  /// - Parameters:
  ///   - goldens: the folder, laid out as `Tests/Goldens`.
  ///   - device: where tensors are computed.
  ///   - precision: what networks compute in; `nil` for what each golden was made in.
  ///   - vocabulary: CLIP's vocabulary, for `tokens.json`.
  ///   - mayBePart: whether collections may be missing as a whole, as long as one is there.
  package init(
    goldens: URL, device: Device = .cpu, precision: Precision? = nil, vocabulary: URL? = nil, mayBePart: Bool = false
  ) {
    context = GoldenContext(folder: goldens, device: device, vocabulary: vocabulary)
    self.precision = precision
    self.mayBePart = mayBePart
  }

  /// All families of goldens, one line each.
  private static let entries: [GoldenEntry] = [
    .hdf5("clip_tiny.h5", CLIPTinyCheck.check),
    .hdf5("pos_embed.h5", PositionEmbeddingCheck.check),
    .hdf5("tse.h5", TokenSelectionCheck.check),
    .hdf5("losses.h5", LossCheck.check),
    .hdf5("losses_irra.h5", IRRALossCheck.check),
    .hdf5("losses_decl.h5", DECLLossCheck.check),
    .hdf5("losses_amns.h5", AMNSLossCheck.check),
    .hdf5("trajectory_rde.h5", RDETrajectoryCheck.check),
    .hdf5("trajectory_rde_fp16.h5", of: .halfPrecision, in: .paper, RDETrajectoryCheck.checkHalf),
    .hdf5("trajectory_irra.h5", IRRATrajectoryCheck.check),
    .hdf5("ssan.h5", of: .ssan, SSANCheck.check),
    .hdf5("ivt.h5", of: .ivt, IVTCheck.check),
    .hdf5("optimizer.h5", OptimizerCheck.check),
    .hdf5("gmm.h5", MixtureCheck.check),
    .hdf5("metrics.h5", RetrievalMetricsCheck.check),
    .hdf5("resize.h5", ImageCheck.check),
    .part("images"),
    .file("tokens.json", TokenCheck.check),
    .file("clip_tiny_openai.pt", CheckpointCheck.openAI),
    .file("clip_tiny_state_dict.pth", CheckpointCheck.stateDictionary),
    .part("clip_tiny_hf"),
    .hdf5("clip_tiny_hf_outputs.h5", CheckpointCheck.huggingFace),
    .file("rde_tiny_best.pth", CheckpointCheck.rde),
    .file("irra_tiny_best.pth", CheckpointCheck.irra),
  ]

  /// Files that explain the others.
  private static let documents: Set<String> = ["README.md"]

  /// The names of all files and folders that a folder of goldens has.
  package static let fileNames = entries.map(\.name)

  /// The names that go with the files of a folder that may hold a part: all of each collection that is begun, or all.
  package static func begunFileNames(_ present: Set<String>) -> Set<String> {
    let begun = Set(entries.filter { present.contains($0.name) }.map(\.collection))
    return Set(entries.filter { begun.isEmpty || begun.contains($0.collection) }.map(\.name))
  }

  /// Checks all files, or some of those that are known.
  ///
  /// - Parameters:
  ///   - names: the files to check; `nil` for all, and for an error about each file that is not known.
  ///   - report: gets each quantity as soon as it was compared.
  /// - Throws: `VerificationFailure` where the folder cannot be read; what is wrong with a file is a finding.
  package func run(only names: Set<String>? = nil, _ report: @escaping (Finding) -> Void) throws {
    let present = try contents()
    let required = names ?? (mayBePart ? Self.begunFileNames(present) : Set(Self.fileNames))
    for entry in Self.entries where required.contains(entry.name) {
      if present.contains(entry.name) {
        check(entry, report)
      } else {
        report(Finding(file: entry.name, problem: "the file is missing"))
      }
    }
    guard names == nil else { return }
    for name in present.subtracting(Self.fileNames).subtracting(Self.documents).sorted() {
      let suggestion = Suggestion.phrase(for: name, in: Self.fileNames)
      report(Finding(file: name, problem: "no golden has this name; \(suggestion)"))
    }
  }

  private func check(_ entry: GoldenEntry, _ report: @escaping (Finding) -> Void) {
    let goldenReport = GoldenReport(file: entry.name, report)
    do {
      var context = context
      context.precision = precision ?? entry.precision
      try entry.check(context, goldenReport)
      if goldenReport.count == 0, !entry.isPart { goldenReport.fail(file: "there is nothing to compare") }
    } catch {
      goldenReport.fail(file: "\(error)".replacing("\n", with: " "))
    }
  }

  private func contents() throws -> Set<String> {
    do {
      return Set(try FileManager.default.contentsOfDirectory(atPath: context.folder.path))
    } catch {
      throw VerificationFailure.unreadableFolder(context.folder.path)
    }
  }
}
