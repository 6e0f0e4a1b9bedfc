/// HTML that is safe to put into the page: every text becomes one by being escaped.
///
/// swift-mustache escapes by grapheme, so that a quote with a combining mark behind it would get through; the page's
/// template therefore inserts everything as it is, and its model has no other type of text than this one.
struct Markup: CustomStringConvertible, Hashable {
  let description: String

  /// The text, with every character that HTML reads escaped.
  init(text: String) {
    description = HTMLRenderer.escaped(text)
  }

  /// HTML that a renderer wrote.
  init(html: String) {
    description = html
  }

  /// A relative link: every part of the path percent-encoded.
  init(link: String) {
    let allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/"
    description = link.utf8.map { byte in
      let scalar = Unicode.Scalar(byte)
      guard !allowed.unicodeScalars.contains(scalar) else { return String(scalar) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count == 1 ? "0" : "") + digits
    }.joined()
  }
}
