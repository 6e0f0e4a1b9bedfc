/// Everything that makes one drawn person that person: the same in all of the identity's images.
package struct PersonAttributes: Sendable, Hashable, Codable {
  /// Man or woman.
  package enum Sex: Int, CaseIterable, Codable, Sendable { case man, woman }
  /// Young adults have hair of any colour but grey and white, elderly people only those two.
  package enum Age: Int, CaseIterable, Codable, Sendable { case young, elderly }
  /// How broad the body is.
  package enum Build: Int, CaseIterable, Codable, Sendable { case average, slim, stocky }
  /// Rendered, and never named by a caption.
  package enum Skin: Int, CaseIterable, Codable, Sendable { case light, tan, dark }
  /// The cut of the hair; nobody is bald and a woman.
  package enum HairStyle: Int, CaseIterable, Codable, Sendable {
    case short, shoulderLength, long, ponytail, bun, curly, bald
  }
  /// The colour of the hair.
  package enum HairColour: Int, CaseIterable, Codable, Sendable { case black, brown, blond, red, grey, white }
  /// What is on the head.
  package enum Headwear: Int, CaseIterable, Codable, Sendable { case cap, beanie, sunHat }
  /// What is in front of the eyes.
  package enum Eyewear: Int, CaseIterable, Codable, Sendable { case glasses, sunglasses }
  /// The garment of the upper body; a dress comes without a lower garment.
  package enum Upper: Int, CaseIterable, Codable, Sendable {
    case tShirt, shirt, sweater, hoodie, jacket, coat, tankTop, dress
  }
  /// How the upper garment is printed. Jackets and coats are plain.
  package enum Pattern: Int, CaseIterable, Codable, Sendable {
    case plain, horizontalStripes, verticalStripes, checks, dots, logo
  }
  /// The garment of the legs.
  package enum Lower: Int, CaseIterable, Codable, Sendable { case trousers, jeans, shorts, skirt }
  /// What is on the feet.
  package enum Shoes: Int, CaseIterable, Codable, Sendable { case sneakers, boots, sandals }
  /// The bag.
  package enum Bag: Int, CaseIterable, Codable, Sendable {
    case backpack, shoulderBag, handbag, shoppingBag, suitcase
  }
  /// What is held in the hand that is free of bags.
  package enum Object: Int, CaseIterable, Codable, Sendable { case umbrella, phone, bottle, cup }

  /// Man or woman.
  package internal(set) var sex = Sex.man
  /// Young or elderly.
  package internal(set) var age = Age.young
  /// Average, slim or stocky.
  package internal(set) var build = Build.average
  /// The tone of the skin.
  package internal(set) var skin = Skin.light
  /// The cut of the hair.
  package internal(set) var hairStyle = HairStyle.short
  /// The colour of hair and beard.
  package internal(set) var hairColour = HairColour.black
  /// Whether there is a beard; only men have one.
  package internal(set) var hasBeard = false
  /// The hat, if any.
  package internal(set) var headwear: Headwear?
  /// The hat's colour; `nil` without a hat.
  package internal(set) var headwearColour: GarmentColour?
  /// Glasses or sunglasses, if any.
  package internal(set) var eyewear: Eyewear?
  /// The garment of the upper body.
  package internal(set) var upper = Upper.tShirt
  /// Its first colour.
  package internal(set) var upperColour = GarmentColour.white
  /// Its print.
  package internal(set) var pattern = Pattern.plain
  /// The second colour: of the print, or of the shirt under an open jacket or coat; `nil` without either.
  package internal(set) var accentColour: GarmentColour?
  /// The garment of the legs; `nil` with a dress.
  package internal(set) var lower: Lower?
  /// Its colour; jeans come in five of the fifteen.
  package internal(set) var lowerColour: GarmentColour?
  /// The kind of shoes.
  package internal(set) var shoes = Shoes.sneakers
  /// Their colour.
  package internal(set) var shoeColour = GarmentColour.white
  /// The bag, if any.
  package internal(set) var bag: Bag?
  /// The bag's colour; `nil` without a bag.
  package internal(set) var bagColour: GarmentColour?
  /// What the free hand holds, if anything.
  package internal(set) var object: Object?
  /// The umbrella's colour; `nil` without an umbrella. Other things always look the same.
  package internal(set) var umbrellaColour: GarmentColour?
}
