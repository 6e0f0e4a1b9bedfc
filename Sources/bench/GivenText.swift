import BenchCore
import Foundation

/// Texts that the operating system hands over as bytes: arguments, the working directory and environment variables.
///
/// Swift repairs bytes that are not UTF-8 without a word, and the repaired name of a folder is that of another folder.
enum GivenText {
  /// Refuses what cannot be taken as it is.
  ///
  /// - Throws: `GivenTextFailure`.
  static func check() throws {
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = CommandLine.unsafeArgv[index] else { continue }
      try check(argument, as: "argument \(index)")
    }
    for name in ["NCBENCH_DATA", CacheFolder.variable, "HOME", "TMPDIR"] {
      if let value = getenv(name) { try check(value, as: name) }
    }
    var folder = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    if getcwd(&folder, folder.count) != nil { try check(folder, as: "the working directory") }
  }

  /// Refuses one text.
  static func check(_ text: UnsafePointer<CChar>, as name: String) throws(GivenTextFailure) {
    guard String(validatingCString: text) == nil else { return }
    throw GivenTextFailure(name: name, shown: shown(text))
  }

  /// The text with its bytes above ASCII in hexadecimal.
  private static func shown(_ text: UnsafePointer<CChar>) -> String {
    UnsafeBufferPointer(start: text, count: strlen(text)).map { byte in
      let byte = UInt8(bitPattern: byte)
      return byte < 0x80 ? String(Unicode.Scalar(byte)) : "\\x" + String(byte, radix: 16)
    }.joined()
  }
}

/// A text that is not UTF-8.
struct GivenTextFailure: BenchFailure, Equatable {
  /// What the text is.
  var name: String
  /// Its bytes as far as they can be shown.
  var shown: String

  var problem: String { "\(name) is not UTF-8: `\(shown)`" }
  var remedy: String? { "rename it in UTF-8, or name it by a link with a plain name" }
}
