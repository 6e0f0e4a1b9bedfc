import BenchCore
import CEmbeddedWeights
package import Foundation

/// The small CLIP that sweeps of synth-pedes start from, carried in the executable.
///
/// `bench pretrain` made it; see docs/synth-pedes.md.
package enum EmbeddedWeights {
  /// SHA-256 of the file.
  package static let checksum = content.sha256

  /// The safetensors file's bytes.
  static var content: Data { Data(bytes: nc_embedded_weights_start, count: nc_embedded_weights_size) }

  /// The file, written into a folder unless it is there.
  ///
  /// - Throws: `StudyFailure.weightsNotWritable` where it cannot be written.
  package static func file(in folder: URL) throws -> URL {
    let file = folder.appending(path: "embedded-\(checksum.prefix(16)).safetensors")
    if let present = try? Data(contentsOf: file), present == content { return file }
    do throws(FileFailure) {
      try OutputFolder.create(folder)
      try AtomicFile.write(content, to: file)
    } catch {
      throw StudyFailure.weightsNotWritable(file.path, reason: error.reason)
    }
    return file
  }
}
