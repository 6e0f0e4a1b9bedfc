/// The measures of a body, as half widths in figure units.
struct Physique: Sendable {
  /// Seen from the front.
  var shoulder: Float
  var chest: Float
  var waist: Float
  var hip: Float
  /// Seen from the side: chest, belly and seat.
  var chestDepth: Float
  var bellyDepth: Float
  var seatDepth: Float
  /// The thickness of arms and legs, relative to the average.
  var limb: Float

  init(_ person: PersonAttributes) {
    let isWoman = person.sex == .woman
    let breadth: Float
    let belly: Float
    switch person.build {
    case .slim: (breadth, belly) = (0.88, 0.86)
    case .average: (breadth, belly) = (1, 1)
    case .stocky: (breadth, belly) = (1.14, 1.34)
    }
    shoulder = (isWoman ? 14.6 : 17) * (1 + (breadth - 1) * 0.8)
    chest = (isWoman ? 12.4 : 14.4) * breadth
    waist = (isWoman ? 10 : 12.4) * belly
    hip = (isWoman ? 13 : 12.4) * breadth
    chestDepth = (isWoman ? 10 : 9.6) * breadth
    bellyDepth = (isWoman ? 7.8 : 8.6) * belly
    seatDepth = (isWoman ? 10 : 9.4) * breadth
    limb = (isWoman ? 0.94 : 1) * (1 + (breadth - 1) * 0.9)
  }
}
