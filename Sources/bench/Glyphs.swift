import Foundation
import Subprocess

/// Characters that no font of this machine has.
///
/// gnuplot's PNG terminal draws the box of a missing glyph across the whole picture, so those characters make way.
enum Glyphs {
  /// The text with a small square for each character that cannot be drawn.
  static func drawable(_ text: String) async -> String {
    let unusual = Set(text.unicodeScalars.filter { scalar in !common.contains { $0.contains(scalar.value) } })
    guard !unusual.isEmpty else { return text }
    var missing = unusual
    for scalar in unusual.sorted().prefix(200) where await hasFont(for: scalar) { missing.remove(scalar) }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { missing.contains($0) ? "\u{25a1}" : $0 }))
  }

  private static func hasFont(for scalar: Unicode.Scalar) async -> Bool {
    let result = try? await Subprocess.run(
      .name("fc-list"), arguments: ["--format=x", ":charset=\(String(scalar.value, radix: 16))"],
      output: .string(limit: 1 << 16), error: .discarded)
    return result.map { $0.terminationStatus.isSuccess && !$0.standardOutput.isEmpty } ?? false
  }

  /// Latin, marks on letters, Greek, Cyrillic, punctuation, arrows and operators: what the figures' own font has.
  private static let common: [ClosedRange<UInt32>] = [0...0x4ff, 0x1e00...0x1eff, 0x2000...0x22ff, 0x25a1...0x25a1]
}
