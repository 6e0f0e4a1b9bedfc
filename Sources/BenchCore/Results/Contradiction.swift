import Foundation

/// A value of a result that other contents of the same result contradict.
public struct Contradiction: Sendable, Equatable, Encodable {
  /// The part of the result, such as `best text-to-image`.
  public var part: String
  /// The value's id, such as `r1`.
  public var quantity: String
  /// Its name for people, such as `R@1`.
  public var title: String
  /// What is stored; `null` where it is more than a value.
  public var stored: JSONValue
  /// What follows from the other contents.
  public var recomputed: JSONValue
  /// Who says so, such as `its queries make`.
  public var source: String

  /// Names a value and what it should be; the title is the id where nothing else is said.
  public init(
    in part: String, _ quantity: String, title: String? = nil, stored: JSONValue, recomputed: JSONValue, source: String
  ) {
    self.part = part
    self.quantity = quantity
    self.title = title ?? quantity
    self.stored = stored
    self.recomputed = recomputed
    self.source = source
  }

  /// Such as `R@1 is stored as 61.51, its queries make 61.50`, with as many decimals as tell the two apart.
  public var text: String {
    if stored == .null { return "\(title) \(source) \(Self.plain(recomputed))" }
    let (stored, recomputed) = Self.texts(stored, recomputed)
    return "\(title) is stored as \(stored), \(source) \(recomputed)"
  }

  /// One sentence for each part, such as `best text-to-image: ...; ...`.
  public static func sentences(_ contradictions: [Contradiction]) -> [String] {
    var parts: [(name: String, texts: [String])] = []
    for contradiction in contradictions {
      if parts.last?.name != contradiction.part { parts.append((contradiction.part, [])) }
      parts[parts.count - 1].texts.append(contradiction.text)
    }
    return parts.map { "\($0.name): \($0.texts.joined(separator: "; "))" }
  }

  private static func texts(_ first: JSONValue, _ second: JSONValue) -> (String, String) {
    guard case .number(let left) = first, case .number(let right) = second else { return (plain(first), plain(second)) }
    guard [left, right].contains(where: { $0 != $0.rounded() }) else { return (plain(first), plain(second)) }
    for decimals in 2...12 {
      let texts = [left, right].map { String(format: "%.\(decimals)f", $0) }
      if texts[0] != texts[1] { return (texts[0], texts[1]) }
    }
    return ("\(left)", "\(right)")
  }

  private static func plain(_ value: JSONValue) -> String {
    switch value {
    case .number(let number) where number == number.rounded() && abs(number) < 1e15: String(Int(number))
    case .number(let number): "\(number)"
    case .string(let text): text
    case .null: "nothing"
    default: "\(value)"
    }
  }
}
