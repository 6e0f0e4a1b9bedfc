import Foundation

extension Encodable {
  /// JSON for people and their programs: indented, its keys sorted and in snake case, no newline at the end.
  ///
  /// The one convention of everything that `--json` prints. The keys of dictionaries stay as they are: they are names
  /// of losses, heads, fields or phases. What is no finite number becomes `"inf"`, `"-inf"` or `"nan"`.
  ///
  /// - Throws: `EncodingError`, for what a value's own `encode(to:)` refuses.
  package func reportJSON() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
