import Foundation

/// What a stream can show: the one place that decides it. Its reader is a person at a terminal, a log, or another program.
struct Terminal: Sendable {
  let descriptor: Int32
  /// Whether a person looks at it in a window.
  let isWindow: Bool
  /// Whether lines can be drawn anew in place.
  let isLive: Bool
  /// Whether there may be escape codes for colours, bold and underline (https://no-color.org).
  let isColored: Bool
  private let environment: [String: String]

  static let output = Terminal(STDOUT_FILENO)
  static let errors = Terminal(STDERR_FILENO)

  init(_ descriptor: Int32, environment: [String: String] = ProcessInfo.processInfo.environment) {
    (self.descriptor, self.environment) = (descriptor, environment)
    isWindow = isatty(descriptor) == 1
    let kind = environment["TERM"] ?? ""
    isLive = isWindow && !kind.isEmpty && kind != "dumb"
    isColored = isLive && (environment["NO_COLOR"] ?? "").isEmpty
  }

  /// So wide lines may be; `nil` where nobody looks: what is read by programs is neither cut nor wrapped.
  var columns: Int? { size?.columns }

  /// The window's size in characters; `nil` where there is no window. `COLUMNS` and `LINES` count where the window does not
  /// say its size, and make it smaller where it does.
  var size: (columns: Int, rows: Int)? {
    guard isWindow else { return nil }
    var window = winsize()
    let isKnown = ioctl(descriptor, UInt(TIOCGWINSZ), &window) == 0 && window.ws_col > 0 && window.ws_row > 0
    let (columns, rows) = (wish("COLUMNS"), wish("LINES"))
    guard isKnown else { return (columns ?? 80, rows ?? 24) }
    return (min(columns ?? .max, Int(window.ws_col)), min(rows ?? .max, Int(window.ws_row)))
  }

  /// So wide texts are that can be wrapped anywhere, such as help: 80 columns where there is neither window nor wish.
  var textWidth: Int { columns ?? wish("COLUMNS") ?? 80 }

  private func wish(_ name: String) -> Int? { environment[name].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } }

  /// Whether characters beyond ASCII are shown as what they are.
  ///
  /// A locale that is not installed is taken at its word, and no locale at all is taken for UTF-8: containers have none,
  /// and are looked at through terminals of today.
  static let isUnicode = isUnicode(in: ProcessInfo.processInfo.environment) {
    guard let locale = newlocale(Int32(1) << LC_CTYPE, "", nil) else { return nil }
    defer { freelocale(locale) }
    return nl_langinfo_l(nl_item(CODESET), locale).map { String(cString: $0) }
  }

  /// - Parameter codeset: That of the locale that the environment names; `nil` where it is not installed.
  static func isUnicode(in environment: [String: String], codeset: () -> String?) -> Bool {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }
    guard let locale = names.first(where: { !$0.isEmpty }) else { return true }
    let charset = codeset() ?? locale.split(separator: ".", maxSplits: 1).dropFirst().joined()
    return charset.uppercased().replacing("-", with: "").hasPrefix("UTF8")
  }
}

/// Lines at the bottom of a terminal that are drawn anew in place.
struct LiveBlock {
  let terminal: Terminal
  private var height = 0

  /// - Returns: `nil` where nothing can be drawn anew.
  init?(_ terminal: Terminal) {
    guard terminal.isLive else { return nil }
    self.terminal = terminal
  }

  /// The window's size; lines are to be no wider, and fewer than its rows.
  var size: (columns: Int, rows: Int) { terminal.size ?? (80, 24) }

  /// Puts lines in the place of the last ones, and others above them that stay.
  mutating func draw(_ lines: [String], above: [String] = []) {
    guard !(lines.isEmpty && above.isEmpty && height == 0) else { return }
    var text = height > 0 ? "\r\u{1b}[\(height)A" : "\r"
    for line in above { text += line.shown + "\u{1b}[K\n" }
    // Without wrapping, in case the window has just become narrower.
    text += "\u{1b}[?7l" + lines.map { $0.shown + "\u{1b}[K\n" }.joined() + "\u{1b}[J\u{1b}[?7h"
    Output.write(text, to: terminal.descriptor)
    height = lines.count
  }
}
