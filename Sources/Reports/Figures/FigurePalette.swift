/// Colours that people with any colour vision can tell apart, and gnuplot's numbers of symbols.
///
/// Source of the colours: Okabe and Ito, "Color Universal Design" (2008), without the yellow, which is too light for
/// lines on white.
enum FigurePalette {
  private static let colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"]

  /// The colour at a place; the palette repeats. Grey for `nil`.
  static func color(_ index: Int?) -> String {
    index.map { colors[abs($0) % colors.count] } ?? "#606060"
  }

  /// What stands for each colour of a figure on a dark page: 4.5 times as bright as `#19212b` and more, but for the grid.
  static let darkColors: KeyValuePairs = [
    "#ffffff": "#19212b", "#000000": "#e6ebf1", "#404040": "#c3ccd6", "#606060": "#9ba8b8", "#808080": "#8b97a5",
    "#e4e4e4": "#2f3a48", "#0072b2": "#5aa9e6", "#d55e00": "#f0883e", "#009e73": "#2fc597", "#cc79a7": "#e39ac3",
    "#e69f00": "#f2b632", "#56b4e9": "#a5dcff",
  ]

  /// The place of the colour at which the palette starts again.
  static let count = colors.count

  /// The symbol's number in gnuplot's cairo and SVG terminals.
  static func pointType(_ symbol: LineFigure.Symbol) -> Int {
    switch symbol {
    case .disc: 7
    case .ring: 6
    case .square: 5
    case .star: 3
    }
  }

  /// Sizes at which the symbols look equally large.
  static func pointSize(_ symbol: LineFigure.Symbol) -> Double {
    switch symbol {
    case .disc, .ring: 1
    case .square: 0.9
    case .star: 1.1
    }
  }
}
