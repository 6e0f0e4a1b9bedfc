import BenchCore
import CZLIB
package import Foundation

/// Why a vocabulary cannot be used.
package struct VocabularyFailure: BenchFailure, Equatable {
  /// The model whose vocabulary it is.
  package enum Model: Sendable, Equatable {
    case clip, bert

    /// What the file is called in a folder of Hugging Face's.
    var fileName: String { self == .clip ? "merges.txt" : "vocab.txt" }
  }

  /// What is wrong with the file.
  package enum Reason: Sendable, Equatable {
    /// The system's or zlib's complaint.
    case unreadable(String)
    /// The text is not UTF-8.
    case notText
    /// OpenAI's vocabulary has another number of merges.
    case wrongMergeCount(Int, expected: Int)
    /// A line is not two known symbols with a space between.
    case invalidMerge(line: Int)
    /// The merges are sound, but not those of CLIP.
    case otherVocabulary
    /// A token that every vocabulary of BERT has is not there.
    case missingToken(String)
  }

  /// The path of the file.
  package let path: String
  /// What is wrong with the file.
  package let reason: Reason
  /// The model that needs it.
  package let model: Model

  init(path: String, reason: Reason, model: Model = .clip) {
    self.path = path
    self.reason = reason
    self.model = model
  }

  /// The path, and the line if one is wrong.
  package var location: String? {
    if case .invalidMerge(let line) = reason { "\(path), line \(line)" } else { path }
  }

  /// What is wrong.
  package var problem: String {
    switch reason {
    case .unreadable(let message): "the vocabulary cannot be read: \(message)"
    case .notText: "the vocabulary is not UTF-8 text"
    case .wrongMergeCount(let count, let expected): "the vocabulary has \(count) merges, CLIP's has \(expected)"
    case .invalidMerge: "expected two symbols that lines above made, with a space between"
    case .otherVocabulary: "the vocabulary is of another model than CLIP"
    case .missingToken(let token): "the vocabulary has no token \(token)"
    }
  }

  /// Which files will do.
  package var remedy: String? {
    switch model {
    case .clip:
      "use OpenAI's bpe_simple_vocab_16e6.txt.gz (`make clip-vocab` gets it) or merges.txt of clip-vit-base-patch16"
    case .bert: "use vocab.txt of bert-base-uncased"
    }
  }
}

/// Finds CLIP's vocabulary, and reads text files that may be compressed with gzip.
package enum VocabularyFile {
  /// The name of OpenAI's file.
  private static let name = "bpe_simple_vocab_16e6.txt.gz"
  /// The most bytes that are read, so that a small file cannot unpack into all memory; OpenAI's has 3 MB.
  private static let sizeLimit = 64 << 20

  /// OpenAI's vocabulary where `make clip-vocab` puts it, in the cache folder of a folder, else in the Python package that tests use; `nil`
  /// where there is none.
  package static func find(in folder: URL) -> URL? {
    let environments = folder.appending(path: ".deps/torch/lib")
    let pythons = (try? FileManager.default.contentsOfDirectory(atPath: environments.path)) ?? []
    let cached = CacheFolder.path("clip/\(name)")
    let candidates =
      [cached.hasPrefix("/") ? URL(filePath: cached) : folder.appending(path: cached)]
      + pythons.sorted().map { environments.appending(path: "\($0)/site-packages/open_clip/\(name)") }
    return candidates.first { FileManager.default.fileExists(atPath: $0.path) }
  }

  /// The first lines of a plain or gzip-compressed text, or of a model's file in a folder.
  static func lines(
    of url: URL, limit: Int, for model: VocabularyFailure.Model = .clip
  ) throws -> ArraySlice<Substring> {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
    let file = exists && isFolder.boolValue ? url.appending(path: model.fileName) : url
    guard let text = String(validating: try bytes(of: file, for: model), as: UTF8.self) else {
      throw VocabularyFailure(path: url.path, reason: .notText, model: model)
    }
    let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    return text.utf8.split(maxSplits: limit) { $0 == lineFeed || $0 == carriageReturn }.prefix(limit).map {
      Substring($0)
    }[...]
  }

  /// The unpacked content; zlib passes plain files through.
  private static func bytes(of url: URL, for model: VocabularyFailure.Model) throws -> [UInt8] {
    func failure(_ message: String) -> VocabularyFailure {
      VocabularyFailure(path: url.path, reason: .unreadable(message), model: model)
    }
    guard let file = gzopen(url.path, "rb") else {
      throw failure(String(cString: strerror(errno)))
    }
    defer { gzclose_r(file) }
    var content: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while content.count <= sizeLimit {
      let count = gzread(file, &chunk, UInt32(chunk.count))
      // A truncated gzip file ends like a whole one, except for the error code.
      var code: Int32 = Z_OK
      let message = String(cString: gzerror(file, &code))
      guard count >= 0, code == Z_OK || code == Z_STREAM_END else {
        throw failure(code == Z_ERRNO ? String(cString: strerror(errno)) : message)
      }
      if count == 0 { return content }
      content.append(contentsOf: chunk[..<Int(count)])
    }
    throw failure("it unpacks to more than \(sizeLimit) bytes")
  }
}
