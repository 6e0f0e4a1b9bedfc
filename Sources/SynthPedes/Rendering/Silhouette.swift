/// A shape described line by line: smooth left and right edges between a flat top and a flat bottom.
///
/// Torsos, skirts, hair and canopies are such shapes. Edges are cubic Hermite curves through the given rows.
struct Silhouette: Shape {
  /// Where the shape begins and ends at one height.
  struct Row {
    var y: Float
    var left: Float
    var right: Float
  }

  private struct Edge {
    var left: Float
    var right: Float
    /// Horizontal distance times this is the distance across the sloped edge.
    var leftCosine: Float
    var rightCosine: Float
  }

  private static let linesPerUnit: Float = 2
  private let edges: [Edge]
  let bounds: Bounds

  /// A shape through `rows`, which go from top to bottom (at least two).
  init(_ rows: [Row]) {
    let top = rows.first?.y ?? 0
    let bottom = rows.last?.y ?? 0
    let count = Int((bottom - top) * Self.linesPerUnit) + 2
    var edges: [Edge] = []
    edges.reserveCapacity(count)
    var segment = 0
    for line in 0..<count {
      let y = min(top + Float(line) / Self.linesPerUnit, bottom)
      while segment + 2 < rows.count, y > rows[segment + 1].y { segment += 1 }
      let (left, leftSlope) = Self.curve(rows, segment, y, \.left)
      let (right, rightSlope) = Self.curve(rows, segment, y, \.right)
      edges.append(
        Edge(
          left: left, right: right,
          leftCosine: 1 / (1 + leftSlope * leftSlope).squareRoot(),
          rightCosine: 1 / (1 + rightSlope * rightSlope).squareRoot()))
    }
    self.edges = edges
    bounds = Bounds(
      left: edges.map(\.left).min() ?? 0, top: top, right: edges.map(\.right).max() ?? 0, bottom: bottom)
  }

  /// A shape symmetrical about `centre`, from (y, half width) rows.
  init(centre: Float = 0, _ rows: [(y: Float, half: Float)]) {
    self.init(rows.map { Row(y: $0.y, left: centre - $0.half, right: centre + $0.half) })
  }

  func distance(_ x: Float, _ y: Float) -> Float {
    let position = min(max((y - bounds.top) * Self.linesPerUnit, 0), Float(edges.count - 2))
    let line = Int(position)
    let share = position - Float(line)
    let upper = edges[line]
    let lower = edges[line + 1]
    let left = upper.left + (lower.left - upper.left) * share
    let right = upper.right + (lower.right - upper.right) * share
    let sideways = max((left - x) * upper.leftCosine, (x - right) * upper.rightCosine)
    return max(sideways, bounds.top - y, y - bounds.bottom)
  }

  /// The value and slope at `y` of the curve through one edge, in the segment below row `index`.
  private static func curve(
    _ rows: [Row], _ index: Int, _ y: Float, _ edge: KeyPath<Row, Float>
  ) -> (value: Float, slope: Float) {
    let upper = rows[index]
    let lower = rows[min(index + 1, rows.count - 1)]
    let height = max(lower.y - upper.y, 1e-3)
    let share = (y - upper.y) / height
    let start = tangent(rows, index, edge) * height
    let end = tangent(rows, index + 1, edge) * height
    let step = lower[keyPath: edge] - upper[keyPath: edge]
    let square = 3 * step - 2 * start - end
    let cube = start + end - 2 * step
    return (
      upper[keyPath: edge] + share * (start + share * (square + share * cube)),
      (start + share * (2 * square + 3 * share * cube)) / height
    )
  }

  private static func tangent(_ rows: [Row], _ index: Int, _ edge: KeyPath<Row, Float>) -> Float {
    let before = rows[max(index - 1, 0)]
    let after = rows[min(index + 1, rows.count - 1)]
    return (after[keyPath: edge] - before[keyPath: edge]) / max(after.y - before.y, 1e-3)
  }
}
