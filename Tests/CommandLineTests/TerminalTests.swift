import Foundation
import Testing

@testable import bench

/// What a stream can show, and how texts become so.
@Suite struct TerminalTests {
  @Test(
    arguments: [
      ([:], true), (["LANG": "C"], false), (["LC_ALL": "POSIX"], false), (["LANG": "de_DE.UTF-8"], true),
      (["LANG": "de_DE.UTF-8", "LC_ALL": "C"], false), (["LANG": "C", "LC_CTYPE": "C.utf8"], true),
      (["LC_ALL": "", "LANG": ""], true), (["LANG": "de_DE.ISO-8859-1"], false), (["LANG": "de_DE"], false),
    ] as [([String: String], Bool)])
  func theLocaleDecides(environment: [String: String], isUnicode: Bool) {
    // As of a locale that is not installed.
    #expect(Terminal.isUnicode(in: environment) { nil } == isUnicode)
  }

  @Test func anInstalledLocaleIsAskedForItsCharset() {
    #expect(Terminal.isUnicode(in: ["LANG": "de_DE"]) { "UTF-8" })
    #expect(!Terminal.isUnicode(in: ["LANG": "C.UTF-8"]) { "ANSI_X3.4-1968" })
  }

  @Test func aFileIsNoWindow() throws {
    let descriptor = open("/dev/null", O_WRONLY)
    defer { close(descriptor) }
    let terminal = Terminal(descriptor, environment: ["TERM": "xterm", "COLUMNS": "40"])
    #expect(!terminal.isLive && !terminal.isColored && terminal.columns == nil)
    #expect(terminal.textWidth == 40 && Terminal(descriptor, environment: [:]).textWidth == 80)
  }

  @Test func signsBecomeASCIIAndLettersStay() {
    #expect("✓ a · b ── 3.2† ± 1".inASCIISigns == "+ a - b -- 3.2@ +/- 1")
    #expect(Set("†‡§¶‖*✓✗".map { String($0).inASCIISigns }).count == 8, "marks stay apart")
    #expect("12.50 ± 0.31".inASCIISigns == "12.50+/-0.31", "as wide as before")
    #expect("Größe 图 naïve".inASCIISigns == "Größe 图 naïve" && "plain -~".inASCIISigns == "plain -~")
  }

  @Test func longLinesGoOnBelow() {
    #expect("a bb ccc\n\ndddd".fitted(to: 5) == "a bb\nccc\n\ndddd" && "a bb ccc".fitted(to: nil) == "a bb ccc")
    #expect("  aa bb cc".fitted(to: 8) == "  aa bb\n    cc")
    #expect("key   one two three".fitted(to: 14) == "key   one two\n      three")
    #expect("see /a/very/long/path it".fitted(to: 8) == "see\n/a/very/long/path\nit", "words stay whole")
    #expect("a  b".wrapped(to: 9, indent: 0) == ["a  b"])
  }

  private static let rows = [["x", "One", "A short text."], ["yyyy", "Two", "A text of some more words."]]

  @Test func theLastColumnGoesOnBelowItself() {
    #expect(
      columnLines(Self.rows, width: nil) == ["x     One  A short text.", "yyyy  Two  A text of some more words."])
    #expect(
      columnLines(Self.rows, width: 28)
        == ["x     One  A short text.", "yyyy  Two  A text of some", "           more words."])
    #expect(
      columnLines(Self.rows, width: 16)
        == ["x  One", "    A short", "    text.", "yyyy  Two", "    A text of", "    some more", "    words."])
  }

  @Test func columnsLeaveOrAreShortened() {
    let columns: [FittedTable.Column] = [.init(), .init(leavesAt: 0), .init(minimum: 8)]
    #expect(columnLines(Self.rows, fitting: columns, width: 20) == ["x     One  A short …", "yyyy  Two  A text o…"])
    #expect(columnLines(Self.rows, fitting: columns, width: 18) == ["x     A short tex…", "yyyy  A text of s…"])
    #expect(columnLines(Self.rows, fitting: columns, width: nil) == columnLines(Self.rows, width: nil))
  }

  private static let help = """
    OVERVIEW: Do it.

    One line of a paragraph
    and another one.

    Examples:
      bench do --it --with many --options

    USAGE: bench do --it <it> [--with <with>]

    OPTIONS:
      --it <it>               What is done to it, in some words. (default: 3)
      --a-long-name <a-long-name>
                              This one begins on a line of its own.
      --exactly-this <so-long> Beside.

      See 'bench help <subcommand>' for detailed help.
    """

  @Test func helpKeepsItsExamples() {
    #expect(
      HelpText.fitted(Self.help, to: 60) == """
        OVERVIEW: Do it.

        One line of a paragraph and another one.

        Examples:
          bench do --it --with many --options

        USAGE: bench do --it <it> [--with <with>]

        OPTIONS:
          --it <it>               What is done to it, in some words.
                                  (default: 3)
          --a-long-name <a-long-name>
                                  This one begins on a line of its
                                  own.
          --exactly-this <so-long> Beside.

          See 'bench help <subcommand>' for detailed help.
        """)
    let narrow = HelpText.fitted(Self.help, to: 30).split(separator: "\n").map(String.init)
    #expect(narrow.contains("  bench do --it --with many --options") && narrow.contains("       [--with <with>]"))
    #expect(narrow.contains("      What is done to it, in") && narrow.contains("      This one begins on a"))
    #expect(HelpText.fitted("{\n\"a\": 1}", to: 2) == "{\n\"a\": 1}")
  }

  @Test func warningsAreLouderThanNotes() {
    #expect(NoteLevel(of: "warning: x") == .warning && NoteLevel(of: "Error: x") == .error)
    #expect(NoteLevel(of: "x") == .note)
    #expect(Verbosity.quiet.least == .warning && Verbosity.normal.least == .note && Verbosity.verbose.least == .detail)
  }
}
