import Foundation

/// What gnuplot's SVG lacks: a title of its own, and colours for dark pages.
package enum FigurePicture {
  /// The SVG with its figure's title, dark where the page that shows it, or the reader's system, is.
  package static func completed(svg: String, of figure: LineFigure) -> String {
    guard let start = svg.range(of: "<svg"), let end = svg[start.upperBound...].firstIndex(of: ">") else { return svg }
    let head = svg[...end], body = svg[svg.index(after: end)...]
    let title = "<title>\(HTMLRenderer.escaped(figure.title))</title>"
    return head + "\n" + style + body.replacingOccurrences(of: "<title>Gnuplot</title>", with: title)
  }

  /// Rules for the colours that gnuplot writes, as attributes and in its own spellings.
  private static let style: String = {
    let rules = FigurePalette.darkColors.flatMap { light, dark in
      spellings(of: light).flatMap { spelling in
        ["fill", "stroke", "color"].map { "  [\($0)=\"\(spelling)\"] { \($0): \(dark); }" }
      }
    }
    return "<style>\n@media (prefers-color-scheme: dark) {\n\(rules.joined(separator: "\n"))\n}\n</style>\n"
  }()

  /// `rgb(  0, 114, 178)`, as lines and areas have it, `rgb(0,114,178)`, as texts do, and names.
  private static func spellings(of color: String) -> [String] {
    let digits = Array(color.dropFirst())
    let parts = stride(from: 0, to: digits.count - 1, by: 2).compactMap { Int(String(digits[$0...$0 + 1]), radix: 16) }
    let wide = parts.map { String($0).leftPadded(to: 3) }.joined(separator: ", ")
    let narrow = parts.map(String.init).joined(separator: ",")
    let names = ["#000000": ["black"], "#ffffff": ["#ffffff", "#FFFFFF"]]
    return ["rgb(\(wide))", "rgb(\(narrow))"] + names[color, default: []]
  }
}
