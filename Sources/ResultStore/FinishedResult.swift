package import BenchCore

/// What a sweep asks of a finished result: which run it is of, and which code made it.
package struct FinishedResult: Sendable, Hashable {
  /// The run's signature.
  package var signature: String
  /// The start of the digest of the sources that made it, hexadecimal; `nil` where it is unknown, as in earlier results.
  package var sources: String?
  /// The version of libtorch; `nil` where none was used, or it is unknown.
  package var torchVersion: String?
  /// The commit of the tool, with `-dirty` where files had changed; `nil` where it is unknown.
  package var commit: String?

  /// As many digits of `sources` as files say in front of their content: a note is short.
  private static let sourceDigits = 32

  /// What a whole record says.
  package init(_ record: RunRecord) {
    let provenance = record.provenance
    signature = record.signature
    sources = provenance.sources.map { String($0.prefix(Self.sourceDigits)) }
    torchVersion = provenance.torchVersion
    commit = provenance.commit
  }

  /// Whether it was made by code of these sources with this libtorch.
  package func isMade(by sources: String, torchVersion: String) -> Bool {
    guard let made = self.sources, !made.isEmpty, sources.hasPrefix(made) else { return false }
    // Commands of external methods compute without it.
    return self.torchVersion == nil || self.torchVersion == torchVersion
  }
}

// MARK: - As a note

extension FinishedResult {
  private static let finishedWord: Substring = "finished"
  private static let failedWord: Substring = "failed"

  /// The note of a failed run.
  static func failedNote(_ signature: String) -> String { "\(signature) \(failedWord)" }

  /// `SIGNATURE finished`, and what else is known as words `name=value`; a value that is no short word is left out.
  var note: String {
    ([signature, String(Self.finishedWord)]
      + [("sources", sources), ("libtorch", torchVersion), ("commit", commit)].compactMap { name, value in
        guard let value, !value.isEmpty, value.utf8.count <= 32, !value.contains(" ") else { return nil }
        return "\(name)=\(value)"
      }).joined(separator: " ")
  }

  /// The words of a note; `nil` where it does not say what became of a run.
  static func words(of note: String) -> [Substring]? {
    let words = note.split(separator: " ")
    return words.count >= 2 && [finishedWord, failedWord].contains(words[1]) ? words : nil
  }

  /// What a note says; `nil` for that of a failed run.
  init?(_ words: [Substring]) {
    guard words[1] == Self.finishedWord else { return nil }
    let values = Dictionary(
      words.dropFirst(2).compactMap { word in
        word.firstIndex(of: "=").map { (String(word[..<$0]), String(word[word.index(after: $0)...])) }
      }, uniquingKeysWith: { first, _ in first })
    signature = String(words[0])
    (sources, torchVersion, commit) = (values["sources"], values["libtorch"], values["commit"])
  }
}
