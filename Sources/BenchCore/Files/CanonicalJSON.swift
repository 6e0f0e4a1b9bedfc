public import Foundation

extension Encodable {
  /// JSON with sorted keys and one spelling of everything: equal values have equal bytes.
  public func canonicalJSON() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }
}
