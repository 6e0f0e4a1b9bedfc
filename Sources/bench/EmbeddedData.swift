import BenchCore
import Foundation
import SynthPedes

/// The embedded default, rendered once.
enum EmbeddedData {
  /// Where the embedded weights are put for the processes of runs.
  static let weightsDirectory = URL(filePath: CacheFolder.path("weights"), directoryHint: .isDirectory).absoluteURL

  /// Renders the rendered ones of some datasets below `root`, in their default size, unless they are there in any size;
  /// warns of images of another revision, or of a former default.
  static func prepare(_ datasets: [String], in root: URL) throws {
    for dataset in datasets {
      guard let configuration = SynthPedesConfiguration.ofDataset(dataset) else { continue }
      let folder = root.appending(path: configuration.directoryName)
      guard FileManager.default.fileExists(atPath: folder.path) else {
        try render(configuration, in: root)
        continue
      }
      if let revision = SynthPedesSet.revision(of: folder), revision != SynthPedesSet.revision {
        note(
          "warning: \(folder.path) was rendered by another revision of synth-pedes; to render it again: bench data synth "
            + "--overwrite, with its options")
      } else if SynthPedesSet.holdsFormerDefault(folder) {
        note(
          "warning: \(folder.path) has the default people of before 2026-12, not those of the published tables; to have "
            + "these: bench data synth --variant \(configuration.variant.rawValue) --out \(root.path) --overwrite")
      }
    }
  }

  /// Renders synth-pedes below `root`; a complete one of the same configuration is kept.
  static func render(_ configuration: SynthPedesConfiguration, in root: URL, overwrite: Bool = false) throws {
    let display = CountDisplay(label: "rendering \(configuration.datasetID)", unit: "images")
    let summary = try SynthPedesSet.write(
      configuration, to: root, workers: ProcessInfo.processInfo.activeProcessorCount, overwrite: overwrite
    ) { done, total in
      display.show(done: done, of: total)
    }
    display.finish()
    let what = "\(summary.images) images, \(summary.captions) captions in \(summary.folder.path)"
    note("\(configuration.datasetID): \(what)\(summary.wasKept ? " (there already)" : "")")
  }
}
