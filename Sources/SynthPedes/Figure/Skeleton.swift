/// The joints of a person in one pose, in figure units: x = 0 is the middle, y = 0 the crown, y = 160 the soles.
///
/// Arms and legs come in pairs: index 0 is the one on the canvas's left, seen from front or back, or the far one, seen
/// from the side; index 1 the other. From the side the person faces right; the canvas mirrors it to face left.
struct Skeleton: Sendable {
  struct Arm: Sendable {
    var shoulder: Point
    var elbow: Point
    var hand: Point
  }

  struct Leg: Sendable {
    var hip: Point
    var knee: Point
    var ankle: Point
    var toe: Point
  }

  private static let upperArm: Float = 23.6
  private static let forearm: Float = 23

  var arms: [Arm]
  var legs: [Leg]
  /// The arm that holds the carried object.
  let objectArm: Int
  /// The arm that carries a bag by hand.
  let bagArm: Int

  init(view: View, stride: Float, person: PersonAttributes, physique: Physique) {
    let isHandBag = person.bag.map { [.handbag, .shoppingBag, .suitcase].contains($0) } ?? false
    if view.isSide {
      objectArm = 1
      bagArm = isHandBag && person.object == nil ? 1 : 0
    } else {
      objectArm = view == .front ? 0 : 1
      bagArm = 1 - objectArm
    }
    if view.isSide {
      arms = [-stride, stride].map { Self.sideArm(swing: $0 * 13, physique) }
      legs = [stride, -stride].map { Self.sideLeg(step: $0 * 17) }
    } else {
      arms = [(-1, stride), (1, -stride)].map { Self.frontArm(side: $0.0, swing: $0.1, physique) }
      legs = [(-1, -stride), (1, stride)].map { Self.frontLeg(side: $0.0, step: $0.1, physique) }
    }
    if let object = person.object { hold(object, view: view, physique) }
    if isHandBag { lowerBagArm(view: view, physique) }
  }

  private static func frontArm(side: Float, swing: Float, _ physique: Physique) -> Arm {
    let shoulder = Point(side * (physique.shoulder - 3.2), 37)
    let hand = Point(side * (physique.shoulder + 2.6 - 1.6 * abs(swing)), 83 - 3 * max(swing, 0))
    return Arm(shoulder: shoulder, elbow: joint(shoulder, hand, Self.upperArm, Self.forearm, bend: -side), hand: hand)
  }

  private static func frontLeg(side: Float, step: Float, _ physique: Physique) -> Leg {
    let hip = Point(side * physique.hip * 0.5, 86)
    // The foot behind is higher on the canvas and hides its lower leg's length.
    let ankle = Point(side * (physique.hip * 0.47 - 0.8 * abs(step)), step < 0 ? 152 + 6 * step : 152.5)
    let knee = hip.towards(ankle, 0.5).moved(side * 0.6, step < 0 ? 1 : 0)
    return Leg(hip: hip, knee: knee, ankle: ankle, toe: ankle.moved(side * 1.6, 5))
  }

  private static func sideArm(swing: Float, _ physique: Physique) -> Arm {
    let shoulder = Point(-1, 38)
    let hand = Point(swing + 1, 84 - abs(swing) * 0.25)
    return Arm(shoulder: shoulder, elbow: joint(shoulder, hand, Self.upperArm, Self.forearm, bend: 1), hand: hand)
  }

  private static func sideLeg(step: Float) -> Leg {
    let hip = Point(step * 0.06, 86)
    let lift = max(-step, 0) * 0.3
    let ankle = Point(step, 152 - lift)
    let toe = ankle.moved(10 - lift * 0.4, 4.5 + lift * 0.75)
    return Leg(hip: hip, knee: joint(hip, ankle, 33.5, 33.5, bend: -1), ankle: ankle, toe: toe)
  }

  private mutating func hold(_ object: PersonAttributes.Object, view: View, _ physique: Physique) {
    let side: Float = view.isSide ? -1 : (objectArm == 0 ? -1 : 1)
    let reach: Point
    switch (object, view.isSide) {
    case (.umbrella, true): reach = Point(12, 50)
    case (.umbrella, false): reach = Point(side * (physique.shoulder - 1), 50)
    case (.phone, true): reach = Point(17, 48)
    case (.phone, false): reach = Point(side * (view == .front ? 7 : physique.shoulder + 3), 52)
    case (_, true): reach = Point(17, 62)
    case (_, false): reach = Point(side * (view == .front ? 9 : physique.shoulder + 5), 63)
    }
    let shoulder = arms[objectArm].shoulder
    arms[objectArm].hand = reach
    arms[objectArm].elbow = Self.joint(shoulder, reach, Self.upperArm, Self.forearm, bend: view.isSide ? 1 : -side)
  }

  private mutating func lowerBagArm(view: View, _ physique: Physique) {
    let side: Float = bagArm == 0 ? -1 : 1
    let shoulder = arms[bagArm].shoulder
    let hand = view.isSide ? Point(bagArm == 1 ? 2 : 6, 84) : Point(side * (physique.shoulder + 4), 84)
    arms[bagArm].hand = hand
    arms[bagArm].elbow = Self.joint(shoulder, hand, Self.upperArm, Self.forearm, bend: view.isSide ? 1 : -side)
  }

  /// The middle joint of a limb of two bones between its ends, bent to the left of the way (`bend` 1) or to its right.
  private static func joint(_ start: Point, _ end: Point, _ upper: Float, _ lower: Float, bend: Float) -> Point {
    let dx = end.x - start.x
    let dy = end.y - start.y
    let distance = max((dx * dx + dy * dy).squareRoot(), 1)
    let reach = min(distance, upper + lower)
    let along = (upper * upper - lower * lower + reach * reach) / (2 * reach)
    let height = max(upper * upper - along * along, 0).squareRoot() * bend
    return Point(
      start.x + (dx * along - dy * height) / distance,
      start.y + (dy * along + dx * height) / distance)
  }
}
