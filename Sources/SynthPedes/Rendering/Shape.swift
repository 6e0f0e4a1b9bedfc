/// A place on the canvas, in figure units (a person is 160 of them high), x to the right, y down.
struct Point: Equatable, Sendable {
  var x: Float
  var y: Float

  init(_ x: Float, _ y: Float) {
    self.x = x
    self.y = y
  }

  /// The point `share` of the way from here to `other`.
  func towards(_ other: Point, _ share: Float) -> Point {
    Point(x + (other.x - x) * share, y + (other.y - y) * share)
  }

  func moved(_ dx: Float, _ dy: Float) -> Point {
    Point(x + dx, y + dy)
  }
}

/// A rectangle along the axes that encloses a shape.
struct Bounds: Equatable, Sendable {
  var left: Float
  var top: Float
  var right: Float
  var bottom: Float

  func grown(_ margin: Float) -> Bounds {
    Bounds(left: left - margin, top: top - margin, right: right + margin, bottom: bottom + margin)
  }

  func union(_ other: Bounds) -> Bounds {
    Bounds(
      left: min(left, other.left), top: min(top, other.top),
      right: max(right, other.right), bottom: max(bottom, other.bottom))
  }

  func intersection(_ other: Bounds) -> Bounds {
    Bounds(
      left: max(left, other.left), top: max(top, other.top),
      right: min(right, other.right), bottom: min(bottom, other.bottom))
  }
}

/// A shape given by its signed distance: negative inside, positive outside.
///
/// Distances use only addition, multiplication, division and square roots, which IEEE 754 rounds the same everywhere,
/// so a rendered image has the same bits on every machine.
protocol Shape {
  /// Encloses everything the shape covers.
  var bounds: Bounds { get }
  /// The distance of (x, y) from the outline in figure units; some shapes approximate it away from the outline.
  func distance(_ x: Float, _ y: Float) -> Float
}

extension Shape {
  /// What both shapes cover.
  func within<Other: Shape>(_ other: Other) -> Overlap<Self, Other> { Overlap(first: self, second: other) }
  /// What this shape covers and the other does not.
  func minus<Other: Shape>(_ other: Other) -> Cut<Self, Other> { Cut(whole: self, removed: other) }
  /// What either shape covers.
  func joined<Other: Shape>(_ other: Other) -> Union<Self, Other> { Union(first: self, second: other) }
  /// A line of the given width along the outline.
  func outline(_ width: Float) -> Outline<Self> { Outline(shape: self, halfWidth: width / 2) }
}

struct Ellipse: Shape {
  let centre: Point
  let radiusX: Float
  let radiusY: Float

  init(_ x: Float, _ y: Float, _ radiusX: Float, _ radiusY: Float) {
    centre = Point(x, y)
    self.radiusX = radiusX
    self.radiusY = radiusY
  }

  var bounds: Bounds {
    Bounds(
      left: centre.x - radiusX, top: centre.y - radiusY, right: centre.x + radiusX, bottom: centre.y + radiusY)
  }

  /// First-order distance: the implicit function divided by the length of its gradient.
  func distance(_ x: Float, _ y: Float) -> Float {
    let u = (x - centre.x) / radiusX
    let v = (y - centre.y) / radiusY
    let length = (u * u + v * v).squareRoot()
    guard length > 0.05 else { return -min(radiusX, radiusY) }
    let gradient = (u * u / (radiusX * radiusX) + v * v / (radiusY * radiusY)).squareRoot()
    return length * (length - 1) / gradient
  }
}

/// A rectangle along the axes with rounded corners.
struct Box: Shape {
  let centre: Point
  let halfWidth: Float
  let halfHeight: Float
  let corner: Float

  init(_ x: Float, _ y: Float, _ halfWidth: Float, _ halfHeight: Float, corner: Float = 0) {
    centre = Point(x, y)
    self.halfWidth = halfWidth
    self.halfHeight = halfHeight
    self.corner = corner
  }

  /// The rectangle between two corners.
  init(left: Float, top: Float, right: Float, bottom: Float, corner: Float = 0) {
    self.init((left + right) / 2, (top + bottom) / 2, (right - left) / 2, (bottom - top) / 2, corner: corner)
  }

  var bounds: Bounds {
    Bounds(
      left: centre.x - halfWidth, top: centre.y - halfHeight,
      right: centre.x + halfWidth, bottom: centre.y + halfHeight)
  }

  func distance(_ x: Float, _ y: Float) -> Float {
    let u = abs(x - centre.x) - halfWidth + corner
    let v = abs(y - centre.y) - halfHeight + corner
    let outside = (max(u, 0) * max(u, 0) + max(v, 0) * max(v, 0)).squareRoot()
    return outside + min(max(u, v), 0) - corner
  }
}

/// A round brush drawn along a line of joints, with a radius at each joint: limbs, straps, strands of hair.
struct Limb: Shape {
  let joints: [Point]
  let radii: [Float]

  /// One radius per joint; the last one is repeated where there are fewer.
  init(_ joints: [Point], _ radii: [Float]) {
    self.joints = joints
    self.radii = joints.indices.map { $0 < radii.count ? radii[$0] : radii.last ?? 1 }
  }

  init(_ start: Point, _ end: Point, _ radius: Float) {
    self.init([start, end], [radius])
  }

  var bounds: Bounds {
    var box = Bounds(left: .infinity, top: .infinity, right: -.infinity, bottom: -.infinity)
    for (joint, radius) in zip(joints, radii) {
      let dot = Bounds(left: joint.x, top: joint.y, right: joint.x, bottom: joint.y)
      box = box.union(dot.grown(radius))
    }
    return box
  }

  func distance(_ x: Float, _ y: Float) -> Float {
    var nearest = Float.infinity
    for index in 1..<joints.count {
      let start = joints[index - 1]
      let end = joints[index]
      let dx = end.x - start.x
      let dy = end.y - start.y
      let length = max(dx * dx + dy * dy, 1e-6)
      let along = min(max(((x - start.x) * dx + (y - start.y) * dy) / length, 0), 1)
      let u = x - start.x - dx * along
      let v = y - start.y - dy * along
      let radius = radii[index - 1] + (radii[index] - radii[index - 1]) * along
      nearest = min(nearest, (u * u + v * v).squareRoot() - radius)
    }
    return nearest
  }
}

/// A convex polygon.
struct Polygon: Shape {
  let corners: [Point]

  /// A polygon through `corners`, in either direction.
  init(_ corners: [Point]) {
    var twiceArea: Float = 0
    for (start, end) in zip(corners, corners.dropFirst() + corners.prefix(1)) {
      twiceArea += start.x * end.y - end.x * start.y
    }
    self.corners = twiceArea < 0 ? corners.reversed() : corners
  }

  var bounds: Bounds {
    var box = Bounds(left: .infinity, top: .infinity, right: -.infinity, bottom: -.infinity)
    for corner in corners {
      box = box.union(Bounds(left: corner.x, top: corner.y, right: corner.x, bottom: corner.y))
    }
    return box
  }

  /// The largest distance from any side's line: exact inside, a lower bound outside.
  func distance(_ x: Float, _ y: Float) -> Float {
    var farthest = -Float.infinity
    for index in corners.indices {
      let start = corners[index]
      let end = corners[index + 1 < corners.count ? index + 1 : 0]
      let dx = end.x - start.x
      let dy = end.y - start.y
      let length = max((dx * dx + dy * dy).squareRoot(), 1e-6)
      farthest = max(farthest, ((x - start.x) * dy - (y - start.y) * dx) / length)
    }
    return farthest
  }
}

/// What two shapes both cover.
struct Overlap<First: Shape, Second: Shape>: Shape {
  let first: First
  let second: Second
  var bounds: Bounds { first.bounds.intersection(second.bounds) }
  func distance(_ x: Float, _ y: Float) -> Float { max(first.distance(x, y), second.distance(x, y)) }
}

/// A shape with another one cut out of it.
struct Cut<Whole: Shape, Removed: Shape>: Shape {
  let whole: Whole
  let removed: Removed
  var bounds: Bounds { whole.bounds }
  func distance(_ x: Float, _ y: Float) -> Float { max(whole.distance(x, y), -removed.distance(x, y)) }
}

/// What either of two shapes covers, without a seam between them.
struct Union<First: Shape, Second: Shape>: Shape {
  let first: First
  let second: Second
  var bounds: Bounds { first.bounds.union(second.bounds) }
  func distance(_ x: Float, _ y: Float) -> Float { min(first.distance(x, y), second.distance(x, y)) }
}

/// A line along a shape's outline.
struct Outline<Base: Shape>: Shape {
  let shape: Base
  let halfWidth: Float
  var bounds: Bounds { shape.bounds.grown(halfWidth) }
  func distance(_ x: Float, _ y: Float) -> Float { abs(shape.distance(x, y)) - halfWidth }
}
