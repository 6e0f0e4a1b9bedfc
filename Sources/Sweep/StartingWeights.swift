import BenchCore
import Checkpoints
import Crypto
import Datasets
import Foundation

/// Weights that training starts from: the checkpoint, and the model it asks for.
struct StartingWeights {
  let checkpoint: Checkpoint
  /// The architecture of the checkpoint, with the files' checksum.
  let model: ModelSpec

  /// Opens a checkpoint and infers its model.
  ///
  /// CLIP's own weights, of square images, are used for the papers' 384 x 128; other checkpoints keep their image size.
  init(file: URL, imageSize: ImageSize?) throws {
    checkpoint = try Checkpoint.open(file)
    var model = try checkpoint.inferredModel(imageHeight: imageSize?.height, imageWidth: imageSize?.width)
    if imageSize == nil, checkpoint.runSpec == nil, CellTokenizer.isCLIP(model) {
      let paper = ModelSpec.paper
      model = try checkpoint.inferredModel(imageHeight: paper.imageHeight, imageWidth: paper.imageWidth)
    }
    model.initialWeights = try Self.checksum(of: checkpoint.files)
    self.model = model
  }

  /// The words of the tokenizer that a checkpoint of this tool was trained with.
  var words: WordVocabulary? {
    checkpoint.metadata[RunMetadata.vocabulary].flatMap {
      try? JSONDecoder().decode(WordVocabulary.self, from: Data($0.utf8))
    }
  }

  /// What training starts from: of pretrained weights all that the method has too, of others CLIP alone.
  var scope: Checkpoint.Scope { checkpoint.metadata[RunMetadata.pretrained] == nil ? .backbone : .available }

  /// SHA-256 of the files' contents, one after the other; a megabyte at a time.
  private static func checksum(of files: [URL]) throws -> String {
    var hash = SHA256()
    for file in files {
      let handle = try FileHandle(forReadingFrom: file)
      defer { try? handle.close() }
      while let block = try handle.read(upToCount: 1 << 20), !block.isEmpty { hash.update(data: block) }
    }
    return hash.finalize().hexadecimal
  }
}

/// Height and width of a model's images in pixels.
package struct ImageSize: Sendable, Equatable {
  /// Pixels from top to bottom.
  package var height: Int
  /// Pixels from left to right.
  package var width: Int

  /// Names both sides.
  package init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// Reads `384x128`, height first as in the papers; `nil` for anything else.
  package init?(_ text: String) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let height = parts[0], let width = parts[1], height > 0, width > 0 else { return nil }
    self.init(height: height, width: width)
  }
}

/// Which weights of a run are kept as files.
package enum SavedWeights: String, Codable, Sendable, CaseIterable {
  case none, best, last, both
}
