import Foundation

/// Texts as they are shown on a terminal.
extension String {
  /// The columns that a text takes; what may be wide counts as wide.
  var columns: Int { reduce(0) { $0 + $1.columns } }

  /// The text in so many columns, an ellipsis for what is left out at the end.
  func cut(to width: Int) -> String {
    guard columns > width else { return self }
    guard width > 0 else { return "" }
    return start(width - 1) + "…"
  }

  /// The text in so many columns, an ellipsis for what is left out in the middle: names differ at both ends.
  func squeezed(to width: Int) -> String {
    guard columns > width, width > 4 else { return cut(to: width) }
    let end = String(String(reversed()).start((width - 1) / 2).reversed())
    return start(width - 1 - end.columns) + "…" + end
  }

  /// The longest start that takes no more columns.
  private func start(_ width: Int) -> String {
    var (text, used) = ("", 0)
    for character in self {
      used += character.columns
      guard used <= width else { break }
      text.append(character)
    }
    return text
  }
}

extension Character {
  /// East Asian characters and emoji take two columns; those of 0x2000 to 0x2BFF are the signs that we draw with.
  fileprivate var columns: Int {
    guard let first = unicodeScalars.first else { return 0 }
    return first.value < 0x1100 || (0x2000...0x2BFF).contains(first.value) ? 1 : 2
  }
}

/// A length of time for people: `42 s`, `3 min 20 s`, `2 h 05 min` or `3 d 04 h`.
func durationText(_ seconds: Double) -> String {
  guard seconds.isFinite else { return "?" }
  let whole = Int(min(max(0, seconds.rounded()), 1e9))
  func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  switch whole {
  case ..<60: return "\(whole) s"
  case ..<3600: return "\(whole / 60) min \(whole % 60) s"
  case ..<172_800: return "\(whole / 3600) h \(padded(whole % 3600 / 60)) min"
  default: return "\(whole / 86400) d \(padded(whole % 86400 / 3600)) h"
  }
}
