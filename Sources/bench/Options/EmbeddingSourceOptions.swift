import ArgumentParser
import BenchCore
import Foundation
import Metrics
import ResultStore

/// Where embeddings come from.
struct EmbeddingSourceOptions: ParsableArguments {
  @Option(help: "Weights to encode --dataset with: a file (.pth, .pt, .safetensors) or a Hugging Face folder.")
  var checkpoint: String?

  @Option(help: "An HDF5 file of embeddings, a folder of .npy files, or a result file of this tool.")
  var embeddings: String?

  @Option(
    help:
      "The checkpoint to take from a result file, and to store with --out: best or last (default: best of a result file, last of others)."
  )
  var checkpointName: CheckpointName?

  @Option(help: "An .npy file [queries, width].", completion: .file(extensions: ["npy"]))
  var queryEmbeddings: String?

  @Option(help: "An .npy file [gallery images, width].", completion: .file(extensions: ["npy"]))
  var galleryEmbeddings: String?

  @Option(help: "An .npy file of integers.", completion: .file(extensions: ["npy"]))
  var queryIdentities: String?

  @Option(help: "An .npy file of integers.", completion: .file(extensions: ["npy"]))
  var galleryIdentities: String?

  func validate() throws {
    let given = arrays.count { $0 != nil }
    let sources = [checkpoint, embeddings].count { $0 != nil }
    guard (sources == 1 && given == 0) || (sources == 0 && given == arrays.count) else {
      throw ValidationError(
        "give --checkpoint, or --embeddings, or all of --query-embeddings, --gallery-embeddings, --query-identities and "
          + "--gallery-identities")
    }
  }

  /// What the embeddings are called in messages.
  var name: String { checkpoint ?? embeddings ?? queryEmbeddings ?? "" }

  /// Every file that is read.
  var files: [URL] { (arrays + [checkpoint, embeddings]).compactMap { $0.map { URL(filePath: $0) } } }

  /// Reads the embeddings.
  func read() throws -> EmbeddingFile.Contents {
    if let embeddings {
      return try EmbeddingFile.read(URL(filePath: embeddings), checkpoint: checkpointName ?? .best)
    }
    let urls = arrays.compactMap { $0.map { URL(filePath: $0) } }
    return try EmbeddingFile.read(
      query: urls[0], gallery: urls[1], queryIdentities: urls[2], galleryIdentities: urls[3])
  }

  /// Adds the source's name to failures of `body`.
  func naming<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let failure as EmbeddingEvaluationFailure {
      throw SourceFailure(source: name, failure: failure)
    }
  }

  private var arrays: [String?] { [queryEmbeddings, galleryEmbeddings, queryIdentities, galleryIdentities] }
}

extension CheckpointName: ExpressibleByArgument {}
