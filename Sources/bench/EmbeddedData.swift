import Datasets
import Foundation

/// The embedded default, drawn once.
enum EmbeddedData {
  /// Where the embedded weights are put for the processes of cells.
  static let weightsDirectory = URL(filePath: ".cache/weights", directoryHint: .isDirectory).absoluteURL

  /// Draws the drawn ones of some datasets below `root`, in their default size, unless they are there in any size; warns
  /// of drawings of another revision.
  static func prepare(_ datasets: [String], in root: URL) throws {
    for dataset in datasets {
      guard let configuration = SynthPedesConfiguration.ofDataset(dataset) else { continue }
      let folder = root.appending(path: configuration.directoryName)
      guard FileManager.default.fileExists(atPath: folder.path) else {
        try draw(configuration, in: root)
        continue
      }
      if let revision = SynthPedes.revision(of: folder), revision != SynthPedes.revision {
        note(
          "warning: \(folder.path) was drawn by another revision of synth-pedes; to draw it again: bench data synth "
            + "--overwrite, with its options")
      }
    }
  }

  /// Draws synth-pedes below `root`; a complete one of the same configuration is kept.
  static func draw(_ configuration: SynthPedesConfiguration, in root: URL, overwrite: Bool = false) throws {
    let display = CountDisplay(label: "drawing \(configuration.datasetID)", unit: "images")
    let summary = try SynthPedes.write(
      configuration, to: root, workers: ProcessInfo.processInfo.activeProcessorCount, overwrite: overwrite
    ) { done, total in
      display.show(done: done, of: total)
    }
    display.finish()
    let what = "\(summary.images) images, \(summary.captions) captions in \(summary.folder.path)"
    note("\(configuration.datasetID): \(what)\(summary.wasKept ? " (there already)" : "")")
  }
}
