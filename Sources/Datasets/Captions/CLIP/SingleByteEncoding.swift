/// A character set with one byte for each character, in which UTF-8 text is read by mistake.
///
/// ASCII is the same in all of them. Source: the encodings that ftfy 6.3 tries, and its "sloppy" variants of Windows's.
struct SingleByteEncoding: Sendable {
  /// The characters of bytes 0x80 to 0xFF.
  let highCharacters: [Unicode.Scalar]
  /// Whether bytes without a character stand for Latin-1's, and byte 0x1A for the replacement character U+FFFD.
  let isWindows: Bool
  /// Whether a space may have been a no-break space before: not where en dash and space are a common pair.
  let mayHaveLostNoBreakSpaces: Bool
  private let bytes: [Unicode.Scalar: UInt8]

  /// - Parameter characters: the characters of bytes up to 0xFF, with `�` for a byte that has none. Those of bytes from
  ///   0x80 on that are left out at the start are Latin-1's.
  private init(_ characters: String, isWindows: Bool = false, mayHaveLostNoBreakSpaces: Bool = true) {
    var highCharacters = (UInt8(0x80)...0xFF).map { Unicode.Scalar($0) }
    let given = characters.unicodeScalars
    for (index, scalar) in zip(highCharacters.count - given.count..<highCharacters.count, given) where scalar != "�" {
      highCharacters[index] = scalar
    }
    self.highCharacters = highCharacters
    self.isWindows = isWindows
    self.mayHaveLostNoBreakSpaces = mayHaveLostNoBreakSpaces
    bytes = Dictionary(zip(highCharacters, UInt8(0x80)...0xFF)) { first, _ in first }
  }

  /// The bytes that read as `text`; `nil` where it has a character that this set lacks.
  func bytes(of text: [Unicode.Scalar]) -> [UInt8]? {
    var encoded: [UInt8] = []
    encoded.reserveCapacity(text.count)
    for scalar in text {
      switch scalar {
      case "\u{1A}" where isWindows: return nil
      case "\u{FFFD}" where isWindows: encoded.append(0x1A)
      case "\0"..."\u{7F}": encoded.append(UInt8(scalar.value))
      default:
        guard let byte = bytes[scalar] else { return nil }
        encoded.append(byte)
      }
    }
    return encoded
  }

  /// Windows-1252, which most text came through.
  static let windows1252 = Self(windows1252Characters, isWindows: true)

  /// The character that a control character U+0080 to U+009F was meant as; other characters as they are.
  static func replacingControl(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    (0x80...0x9F).contains(scalar.value) ? windows1252.highCharacters[Int(scalar.value) - 0x80] : scalar
  }

  /// Latin-1 and the encodings of Windows, in which bytes above 0x7F stand for letters and punctuation in like order.
  static let latin1AndWindows =
    [Self("")] + [windows1252]
    + [windows1251, windows1250, windows1253, windows1254, windows1257].map { Self($0, isWindows: true) }

  /// All encodings, the likely ones first.
  static let all =
    latin1AndWindows + [Self(latin2), Self(macRoman, mayHaveLostNoBreakSpaces: false), Self(codePage437)]

  // MARK: - Tables

  /// Western European Windows.
  private static let windows1252Characters = """
    €�‚ƒ„…†‡ˆ‰Š‹Œ�Ž��‘’“”•–—˜™š›œ�žŸ\u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿\
    ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ
    """

  /// Cyrillic Windows.
  private static let windows1251 = """
    ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—�™љ›њќћџ\u{A0}ЎўЈ¤Ґ¦§Ё©Є«¬\u{AD}®Ї°±Ііґµ¶·ё№є»јЅѕї\
    АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя
    """

  /// Central European Windows.
  private static let windows1250 = """
    €�‚�„…†‡�‰Š‹ŚŤŽŹ�‘’“”•–—�™š›śťžź\u{A0}ˇ˘Ł¤Ą¦§¨©Ş«¬\u{AD}®Ż°±˛ł´µ¶·¸ąş»Ľ˝ľż\
    ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙
    """

  /// Greek Windows.
  private static let windows1253 = """
    €�‚ƒ„…†‡�‰�‹�����‘’“”•–—�™�›����\u{A0}΅Ά£¤¥¦§¨©�«¬\u{AD}®―°±²³΄µ¶·ΈΉΊ»Ό½ΎΏ\
    ΐΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡ�ΣΤΥΦΧΨΩΪΫάέήίΰαβγδεζηθικλμνξοπρςστυφχψωϊϋόύώ�
    """

  /// Turkish Windows.
  private static let windows1254 = """
    €�‚ƒ„…†‡ˆ‰Š‹Œ����‘’“”•–—˜™š›œ��Ÿ\u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿\
    ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏĞÑÒÓÔÕÖ×ØÙÚÛÜİŞßàáâãäåæçèéêëìíîïğñòóôõö÷øùúûüışÿ
    """

  /// Baltic Windows.
  private static let windows1257 = """
    €�‚�„…†‡�‰�‹�¨ˇ¸�‘’“”•–—�™�›�¯˛�\u{A0}�¢£¤�¦§Ø©Ŗ«¬\u{AD}®Æ°±²³´µ¶·ø¹ŗ»¼½¾æ\
    ĄĮĀĆÄÅĘĒČÉŹĖĢĶĪĻŠŃŅÓŌÕÖ×ŲŁŚŪÜŻŽßąįāćäåęēčéźėģķīļšńņóōõö÷ųłśūüżž˙
    """

  /// ISO 8859-2, Central European.
  private static let latin2 = """
    \u{A0}Ą˘Ł¤ĽŚ§¨ŠŞŤŹ\u{AD}ŽŻ°ą˛ł´ľśˇ¸šşťź˝žż\
    ŔÁÂĂÄĹĆÇČÉĘËĚÍÎĎĐŃŇÓÔŐÖ×ŘŮÚŰÜÝŢßŕáâăäĺćçčéęëěíîďđńňóôőö÷řůúűüýţ˙
    """

  /// Western European Macintosh.
  private static let macRoman = """
    ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø\
    ¿¡¬√ƒ≈∆«»…\u{A0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{F8FF}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ
    """

  /// DOS.
  private static let codePage437 = """
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}
    """
}
