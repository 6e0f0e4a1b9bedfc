import BenchCore

/// One attribute of a person, as something that can be drawn anew.
enum Trait: Int, CaseIterable, Sendable {
  case sex, age, build, skin, hairStyle, hairColour, beard, headwear, headwearColour, eyewear
  case upper, upperColour, pattern, accentColour, lower, lowerColour, shoes, shoeColour
  case bag, bagColour, object, umbrellaColour

  /// The traits that tell a near-duplicate from its twin: clothes, hair and things, not the body.
  static let separating = allCases.filter { ![.sex, .age, .build, .skin].contains($0) }
}

extension PersonAttributes {
  /// A person drawn at random.
  init(using generator: inout SeededGenerator) {
    self.init()
    for trait in Trait.allCases { redraw(trait, using: &generator) }
    settle(using: &generator)
  }

  /// What captions can tell this person by, one number per trait but skin; -1 where the person has none.
  var nameableCodes: [Int] {
    Trait.allCases.filter { $0 != .skin }.map(code)
  }

  /// The traits two people differ in.
  func differences(from other: PersonAttributes) -> [Trait] {
    Trait.allCases.filter { code($0) != other.code($0) }
  }

  /// Someone who looks the same but for exactly three traits; `nil` if the draw did not come out so.
  func twin(using generator: inout SeededGenerator) -> PersonAttributes? {
    var twin = self
    for index in generator.permutation(of: Trait.separating.count).prefix(3) {
      twin.redraw(Trait.separating[index], using: &generator)
    }
    twin.settle(using: &generator)
    return differences(from: twin).count == 3 ? twin : nil
  }

  private func code(_ trait: Trait) -> Int {
    switch trait {
    case .sex: sex.rawValue
    case .age: age.rawValue
    case .build: build.rawValue
    case .skin: skin.rawValue
    case .hairStyle: hairStyle.rawValue
    case .hairColour: hairStyle == .bald ? -1 : hairColour.rawValue
    case .beard: hasBeard ? 1 : 0
    case .headwear: headwear?.rawValue ?? -1
    case .headwearColour: headwearColour?.rawValue ?? -1
    case .eyewear: eyewear?.rawValue ?? -1
    case .upper: upper.rawValue
    case .upperColour: upperColour.rawValue
    case .pattern: pattern.rawValue
    case .accentColour: accentColour?.rawValue ?? -1
    case .lower: lower?.rawValue ?? -1
    case .lowerColour: lowerColour?.rawValue ?? -1
    case .shoes: shoes.rawValue
    case .shoeColour: shoeColour.rawValue
    case .bag: bag?.rawValue ?? -1
    case .bagColour: bagColour?.rawValue ?? -1
    case .object: object?.rawValue ?? -1
    case .umbrellaColour: umbrellaColour?.rawValue ?? -1
    }
  }

  /// Draws one trait anew, without regard to the others.
  private mutating func redraw(_ trait: Trait, using generator: inout SeededGenerator) {
    let colour = generator.element(of: GarmentColour.allCases)
    switch trait {
    case .sex: sex = generator.element(of: Sex.allCases)
    case .age: age = generator.chance(0.15) ? .elderly : .young
    case .build: build = generator.element(of: [.average, .average, .slim, .stocky])
    case .skin: skin = generator.element(of: Skin.allCases)
    case .hairStyle: hairStyle = generator.element(of: HairStyle.allCases)
    case .hairColour: hairColour = generator.element(of: HairColour.allCases)
    case .beard: hasBeard = generator.chance(0.3)
    case .headwear: headwear = generator.chance(0.3) ? generator.element(of: Headwear.allCases) : nil
    case .headwearColour: headwearColour = colour
    case .eyewear: eyewear = generator.chance(0.3) ? generator.element(of: Eyewear.allCases) : nil
    case .upper: upper = generator.element(of: Upper.allCases)
    case .upperColour: upperColour = colour
    case .pattern:
      pattern = generator.chance(0.4) ? .plain : generator.element(of: Pattern.allCases)
    case .accentColour: accentColour = colour
    case .lower: lower = generator.element(of: Lower.allCases)
    case .lowerColour: lowerColour = colour
    case .shoes: shoes = generator.element(of: [.sneakers, .sneakers, .boots, .sandals])
    case .shoeColour: shoeColour = colour
    case .bag: bag = generator.chance(0.65) ? generator.element(of: Bag.allCases) : nil
    case .bagColour: bagColour = colour
    case .object: object = generator.chance(0.4) ? generator.element(of: Object.allCases) : nil
    case .umbrellaColour: umbrellaColour = colour
    }
  }

  /// Makes the attributes fit together: what does not go with the rest is drawn anew or left out.
  private mutating func settle(using generator: inout SeededGenerator) {
    if sex == .woman {
      hasBeard = false
      while hairStyle == .bald { redraw(.hairStyle, using: &generator) }
    } else {
      while upper == .dress { redraw(.upper, using: &generator) }
      while lower == .skirt { redraw(.lower, using: &generator) }
    }
    while (age == .elderly) != (hairColour == .grey || hairColour == .white) {
      redraw(.hairColour, using: &generator)
    }
    settleColours(using: &generator)
  }

  private mutating func settleColours(using generator: inout SeededGenerator) {
    let isOpen = upper == .jacket || upper == .coat
    if isOpen { pattern = .plain }
    if isOpen || pattern != .plain {
      while accentColour == nil || accentColour == upperColour { redraw(.accentColour, using: &generator) }
    } else {
      accentColour = nil
    }
    if upper == .dress {
      lower = nil
      lowerColour = nil
    } else {
      while lower == nil || (sex == .man && lower == .skirt) { redraw(.lower, using: &generator) }
      let denim: [GarmentColour] = [.blue, .lightBlue, .navy, .black, .grey]
      if lower == .jeans, !denim.contains(lowerColour ?? .red) { lowerColour = generator.element(of: denim) }
      if lowerColour == nil { redraw(.lowerColour, using: &generator) }
    }
    headwearColour = headwear == nil ? nil : headwearColour ?? generator.element(of: GarmentColour.allCases)
    bagColour = bag == nil ? nil : bagColour ?? generator.element(of: GarmentColour.allCases)
    umbrellaColour = object != .umbrella ? nil : umbrellaColour ?? generator.element(of: GarmentColour.allCases)
  }
}
