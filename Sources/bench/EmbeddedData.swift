import Datasets
import Foundation

/// The embedded default, drawn once.
enum EmbeddedData {
  /// Draws the default synth-pedes below `root` unless one of any size is there.
  static func prepare(in root: URL) throws {
    let folder = root.appending(path: SynthPedesConfiguration.default.directoryName)
    guard !FileManager.default.fileExists(atPath: folder.path) else { return }
    try draw(.default, in: root)
  }

  /// Draws synth-pedes below `root`; a complete one of the same configuration is kept.
  static func draw(_ configuration: SynthPedesConfiguration, in root: URL, overwrite: Bool = false) throws {
    let display = CountDisplay(label: "drawing synth-pedes", unit: "images")
    let summary = try SynthPedes.write(
      configuration, to: root, workers: ProcessInfo.processInfo.activeProcessorCount, overwrite: overwrite
    ) { done, total in
      display.show(done: done, of: total)
    }
    display.finish()
    let what = "\(summary.images) images, \(summary.captions) captions in \(summary.folder.path)"
    note("synth-pedes: \(what)\(summary.wasKept ? " (there already)" : "")")
  }
}
