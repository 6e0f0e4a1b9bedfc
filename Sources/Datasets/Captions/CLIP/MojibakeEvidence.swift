/// Finds characters beside each other that sound text does not have, such as an accented letter before a currency sign.
///
/// The characters and the pairs are those of `ftfy.badness`, of ftfy 6.3. All patterns are followed at once, each
/// position of a pattern as one bit (the Shift-And algorithm), so that a text is read once.
struct MojibakeEvidence: Sendable {
  private static let shared = MojibakeEvidence()

  /// The bits of first positions.
  private var starts: UInt128 = 0
  /// The same at the start of a text, where more patterns apply.
  private var startsOfText: UInt128 = 0
  /// The bits of last positions.
  private var ends: UInt128 = 0
  /// The bits of the positions that a character may take, for characters up to the block elements.
  private var positions = [UInt128](repeating: 0, count: 0x2600)
  /// The same for the others that patterns name.
  private var rarePositions: [Unicode.Scalar: UInt128] = [:]
  /// The positions of classes with many characters.
  private var classPositions: [Class: UInt128] = [:]

  /// Whether a text is likely to be mojibake.
  static func isFound(in text: [Unicode.Scalar]) -> Bool {
    let shared = shared
    var state: UInt128 = 0
    var starts = shared.startsOfText
    for scalar in text {
      state = (state << 1 | starts) & shared.positions(of: scalar)
      if state & shared.ends != 0 { return true }
      starts = shared.starts
    }
    return false
  }

  private init() {
    var bit: UInt128 = 1
    for (pattern, isAtStart) in Self.patterns.map({ ($0, false) }) + Self.patternsAtStart.map({ ($0, true) }) {
      startsOfText |= bit
      if !isAtStart { starts |= bit }
      for element in pattern {
        switch element {
        case .one(let characters):
          for scalar in characters.unicodeScalars {
            if Int(scalar.value) < positions.count {
              positions[Int(scalar.value)] |= bit
            } else {
              rarePositions[scalar, default: 0] |= bit
            }
          }
        case .any(let kind): classPositions[kind, default: 0] |= bit
        }
        bit <<= 1
      }
      ends |= bit >> 1
    }
    for value in positions.indices {
      guard let scalar = Unicode.Scalar(UInt32(value)) else { continue }
      positions[value] |= positionsOfClasses(of: scalar)
    }
  }

  private func positions(of scalar: Unicode.Scalar) -> UInt128 {
    if Int(scalar.value) < positions.count { return positions[Int(scalar.value)] }
    return positionsOfClasses(of: scalar) | (rarePositions[scalar] ?? 0)
  }

  private func positionsOfClasses(of scalar: Unicode.Scalar) -> UInt128 {
    classPositions.reduce(0) { $1.key.contains(scalar) ? $0 | $1.value : $0 }
  }

  // MARK: - Patterns

  private enum Class {
    case space, wordCharacter, notBasicLetter, notLineFeed

    func contains(_ scalar: Unicode.Scalar) -> Bool {
      switch self {
      case .space: scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
      case .wordCharacter: scalar == "_" || scalar.properties.isAlphabeticOrNumeric
      case .notBasicLetter: !(scalar.isASCII && scalar.properties.isAlphabetic)
      case .notLineFeed: scalar != "\n"
      }
    }
  }

  private enum Element {
    /// One of some characters.
    case one(String)
    /// One of a class.
    case any(Class)
  }

  private static let common = "\u{A0}\u{AD}·´–—―…’"
  private static let controls = characters("\u{80}", "\u{9F}")
  private static let bad = "¦¤¨¬¯¸ƒˆˇ˘˛˜†‡‰⌐◊�ªº"
  private static let law = "¶§"
  private static let currency = "¢£¥₧€"
  private static let opening = "¡«¿©΄΅‘‚“„•‹\u{F8FF}"
  private static let closing = "®»˝”›™"
  private static let numeric = "²³¹±¼½¾×µ÷⁄∂∆∏∑√∞∩∫≈≠≡≤≥№"
  private static let faces = "ÒÓÔÕÖÙÚÛÜòóôõöøùúûüŐŌŪŲ°"
  private static let upperAccented =
    characters("À", "Ñ") + "ØÜÝĂĀĄĆČĎĐĘĚĒĖĞĢİĪĶĹĽŁĻŃŇŅŒŘŚŞŠŢŤŮŰŸŹŻŽҐ"
  private static let lowerAccented =
    "ß" + characters("à", "ñ") + "ăąāćčďđęěēėğģįīķĺľłļœŕśşšťüźżžґ\u{FB01}\u{FB02}"
  private static let upperCommon =
    "Þ" + characters("\u{391}", "\u{3A9}") + "\u{386}\u{388}\u{389}\u{38A}\u{38C}\u{38E}\u{38F}\u{3AA}\u{3AB}"
    + characters("\u{401}", "\u{42F}")
  private static let lowerCommon =
    characters("\u{3B1}", "\u{3C9}") + "\u{3AC}\u{3AD}\u{3AE}\u{3AF}\u{3B0}" + characters("\u{430}", "\u{45F}")
  private static let boxes = "│┌┐┘├┤┬┼" + characters("═", "╬") + "▀▄█▌▐░▒▓"
  private static let lowerBasic = characters("a", "z")
  private static let basic = lowerBasic + characters("A", "Z")
  private static let accented = lowerAccented + upperAccented
  private static let punctuation = opening + closing
  private static let symbols = accented + boxes + punctuation + currency + numeric + law

  private static let patterns: [[Element]] = [
    [.one(controls)],
    [.one(symbols), .one(bad)],
    [.one(bad), .one(bad)],
    [.one(basic), .one(lowerCommon + upperCommon), .one(bad)],
    [.one(bad), .one(symbols)],
    [.one(lowerAccented + lowerCommon + boxes + closing + currency + numeric), .one(upperAccented)],
    [.one(boxes + closing + currency + numeric), .one(lowerAccented)],
    [.one(lowerAccented + boxes + closing), .one(currency)],
    [.any(.space), .one(upperAccented), .one(currency)],
    [.one(upperAccented + boxes), .one(numeric + law)],
    [.one(accented + boxes + currency + closing), .one(opening), .one(numeric)],
    [.one(accented + currency + numeric + boxes + law), .one(closing), .one(opening)],
    [.one(currency + numeric + boxes), .one(opening)],
    [.one(lowerBasic), .one(upperAccented), .one(opening + currency)],
    [.one(boxes), .one(faces)],
    [.one(accented + currency + numeric + punctuation + law), .one(boxes)],
    [.one(boxes), .one(closing)],
    [.one(accented), .one(punctuation), .any(.wordCharacter)],
    // A ligature without a letter after it.
    [.one("Œœ"), .any(.notBasicLetter)],
    // A degree sign after a capital letter.
    [.one(upperAccented), .one("°")],
    // Two characters in Windows-1252.
    [.one("ÂÃÎÐ"), .one("€œŠš¢£Ÿž\u{A0}\u{AD}®©°·»–—´" + punctuation)],
    [.one("×"), .one("²³")],
    // Arabic in Windows-1252: two letters.
    [.one("ØÙ"), .one(arabicSeconds), .one("ØÙ"), .one(arabicSeconds)],
    // South Asian letters in Windows-1252.
    [.one("à"), .one("²µ¹¼½¾")],
    // MacRoman.
    [.one("√"), .one("±∂†≠®™´≤≥¥µø")],
    [.one("≈"), .one("°¢")],
    [.one("‚"), .one("Ä"), .one("ìîïòôúùû†°¢π")],
    [.one("‚"), .one("âó"), .one("àä°ê")],
    // Windows-1251: punctuation, Latin-1 and Cyrillic letters, and Windows-1252 read as Latin-1 before.
    [.one("в"), .one("Ђ")],
    [.one("ВГРС"), .one(controls + bad + punctuation + currency + "°µ"), .one("ВГРС")],
    [.one("Г"), .one("ў"), .one("В"), .one("Ђ"), .one("В"), .any(.notLineFeed), .one(basic + " ")],
    // "à", "á", and a no-break space that became a space.
    [.one("Ã"), .one("\u{A0}¡")],
    [.one(lowerBasic), .one("ÃÂ"), .one(" ")],
    [.one(lowerBasic), .any(.space), .one("ÃÂ"), .one(" ")],
    // A character after the lead byte of its own encoding.
    [.one(lowerBasic + ".,?!" + closing), .one("Â"), .one(" " + punctuation)],
    // Windows-1253: punctuation, and Latin-1 and Greek letters.
    [.one("β"), .one("€"), .one("™\u{A0}Ά\u{AD}®°")],
    [.one("ΒΓΞΟ"), .one(controls + bad + punctuation + currency + "°"), .one("ΒΓΞΟ")],
    // Windows-1257: punctuation.
    [.one("ā"), .one("€")],
  ]

  private static let patternsAtStart: [[Element]] = [[.one("ÃÂ"), .one(" ")]]

  private static let arabicSeconds = common + currency + bad + numeric + opening + "ŸŠ®°µ»"

  private static func characters(_ first: Unicode.Scalar, _ last: Unicode.Scalar) -> String {
    String(String.UnicodeScalarView((first.value...last.value).compactMap(Unicode.Scalar.init)))
  }
}

extension Unicode.Scalar.Properties {
  /// Whether Python counts the character as a letter or a number.
  fileprivate var isAlphabeticOrNumeric: Bool {
    switch generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    case .decimalNumber, .letterNumber, .otherNumber: true
    default: numericType != nil
    }
  }
}
