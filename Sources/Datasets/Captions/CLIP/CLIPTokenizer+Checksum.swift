import BenchCore
package import Foundation

extension CLIPTokenizer {
  /// The checksum of OpenAI's merges, which Hugging Face's `merges.txt` of CLIP shares.
  package static let publishedMergesChecksum = "d308b7377a8ceaa9707a21614fe8c831b9196e197b7aeb69833359362907af02"

  /// SHA-256 of the merges that are read from a vocabulary, a newline after each: equal for all files with one content.
  ///
  /// - Throws: `VocabularyFailure` for a file that cannot be read.
  package static func mergesChecksum(of vocabulary: URL) throws -> String {
    var digest = ContentDigest()
    for line in try VocabularyFile.lines(of: vocabulary, limit: 1 + mergeCount).dropFirst() {
      digest.update(Data("\(line)\n".utf8))
    }
    return digest.hexadecimal
  }
}
