import Foundation

/// What a terminal can show.
enum Terminal {
  /// Whether lines can be drawn anew in place.
  static func isLive(_ descriptor: Int32) -> Bool {
    let kind = ProcessInfo.processInfo.environment["TERM"] ?? ""
    return isatty(descriptor) == 1 && !kind.isEmpty && kind != "dumb"
  }

  /// Whether people want to see colours there (https://no-color.org).
  static func isColored(_ descriptor: Int32) -> Bool {
    isLive(descriptor) && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
  }

  /// The window's size in characters; `nil` where there is no window.
  static func size(of descriptor: Int32) -> (columns: Int, rows: Int)? {
    guard isatty(descriptor) == 1 else { return nil }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }
}

/// Lines at the bottom of a terminal that are drawn anew in place.
struct LiveBlock {
  let descriptor: Int32
  private var height = 0

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// The window's size; lines are to be no wider, and fewer than its rows.
  var size: (columns: Int, rows: Int) { Terminal.size(of: descriptor) ?? (80, 24) }

  /// Puts lines in the place of the last ones, and others above them that stay.
  mutating func draw(_ lines: [String], above: [String] = []) {
    guard !(lines.isEmpty && above.isEmpty && height == 0) else { return }
    var text = height > 0 ? "\r\u{1b}[\(height)A" : "\r"
    for line in above { text += line + "\u{1b}[K\n" }
    // Without wrapping, in case the window has just become narrower.
    text += "\u{1b}[?7l" + lines.map { $0 + "\u{1b}[K\n" }.joined() + "\u{1b}[J\u{1b}[?7h"
    Output.write(text, to: descriptor)
    height = lines.count
  }
}
