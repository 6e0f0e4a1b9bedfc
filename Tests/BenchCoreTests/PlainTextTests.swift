import BenchCore
import Foundation
import Testing

struct PlainTextTests {
  @Test(arguments: [
    ("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\nb", ["a", "b"]), ("a\r\nb\r\n", ["a", "b"]), ("\n", [""]),
    ("a\r\n\r\nb\r\n", ["a", "", "b"]), ("\u{feff}a\r\nb", ["a", "b"]), ("a\rb\n", ["a\rb"]),
    ("é\u{2028}ü\n", ["é\u{2028}ü"]),
    ("a\r\r\n", ["a\r"]),
  ])
  func linesEndAsOnAnySystem(text: String, lines: [String]) throws {
    #expect(try PlainText.lines(Data(text.utf8)) == lines)
  }

  @Test(arguments: [
    (String.Encoding.utf16, "it is UTF-16 text; save it as UTF-8"),
    (.utf16LittleEndian, "it is UTF-16 text; save it as UTF-8"),
    (.utf16BigEndian, "it is UTF-16 text; save it as UTF-8"), (.isoLatin1, "line 2 is not UTF-8 text"),
  ])
  func otherEncodingsAreNamed(encoding: String.Encoding, reason: String) throws {
    let data = try #require("a red coat\nein Mantel, grün\n".data(using: encoding))
    let failure = #expect(throws: PlainText.Failure.self) { try PlainText.string(data) }
    #expect(failure?.reason == reason)
  }
}
