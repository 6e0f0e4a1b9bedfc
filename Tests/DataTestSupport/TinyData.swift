package import Foundation
import SynthPedes

/// The tiny synth-pedes, rendered once for all tests of a process: rendering takes seconds in a debug build.
package enum TinyData {
  /// A data root that tests only read.
  package static let root: URL = {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "nc-bench-tiny-\(ProcessInfo.processInfo.processIdentifier)")
    atexit { try? FileManager.default.removeItem(at: TinyData.root) }
    // A dataset that cannot be rendered fails every test that reads it, with the reader's message.
    _ = try? SynthPedesSet.write(.tiny, to: folder, workers: 2)
    return folder
  }()

  /// A copy that a test may damage.
  package static func copy(to folder: URL) throws {
    try FileManager.default.copyItem(at: root, to: folder)
  }
}
