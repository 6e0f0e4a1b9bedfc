import BenchCore
import Testing

/// No text from outside can steer a terminal.
@Suite struct PrintableTextTests {
  @Test(
    arguments: [
      ("plain é漢 🙂", "plain é漢 🙂"), ("a\nb\tc", "a\nb\tc"), ("\u{1b}[31mred", "\\u{1b}[31mred"),
      ("a\rb", "a\\rb"), ("a\r\nb", "a\\r\nb"), ("\u{9b}2J\u{7f}\0", "\\u{9b}2J\\u{7f}\\u{0}"),
      ("\u{202e}txt.exe", "\\u{202e}txt.exe"), ("e\u{301}\u{1b}\u{301}", "e\u{301}\\u{1b}\u{301}"),
    ])
  func controlsAreShown(text: String, shown: String) {
    #expect(text.printable == shown)
    #expect(shown.printable == shown)
  }

  @Test func oneLineStaysOne() {
    #expect("a\nb\tc\r".printableLine == "a\\nb\\tc\\r")
  }

  @Test func failuresCannotSteer() {
    let failure = FileFailure(operation: .write, file: "a\n\u{1b}[2J", reason: "b\u{7}")
    #expect(failure.description.hasPrefix("a\\n\\u{1b}[2J: cannot be written: b\\u{7}; "))
  }
}
