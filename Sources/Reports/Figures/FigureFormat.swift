/// A format of pictures.
package enum FigureFormat: String, Sendable, CaseIterable {
  case png, svg, pdf

  /// What a page shows: one to look at, one that suits any size.
  package static let usual: [FigureFormat] = [.png, .svg]
}
