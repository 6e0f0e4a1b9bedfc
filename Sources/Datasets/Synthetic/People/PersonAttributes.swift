/// Everything that makes one drawn person that person: the same in all of the identity's images.
public struct PersonAttributes: Sendable, Hashable, Codable {
  /// Man or woman.
  public enum Sex: Int, CaseIterable, Codable, Sendable { case man, woman }
  /// Young adults have hair of any colour but grey and white, elderly people only those two.
  public enum Age: Int, CaseIterable, Codable, Sendable { case young, elderly }
  /// How broad the body is.
  public enum Build: Int, CaseIterable, Codable, Sendable { case average, slim, stocky }
  /// Drawn, and never named by a caption.
  public enum Skin: Int, CaseIterable, Codable, Sendable { case light, tan, dark }
  /// The cut of the hair; nobody is bald and a woman.
  public enum HairStyle: Int, CaseIterable, Codable, Sendable {
    case short, shoulderLength, long, ponytail, bun, curly, bald
  }
  /// The colour of the hair.
  public enum HairColour: Int, CaseIterable, Codable, Sendable { case black, brown, blond, red, grey, white }
  /// What is on the head.
  public enum Headwear: Int, CaseIterable, Codable, Sendable { case cap, beanie, sunHat }
  /// What is in front of the eyes.
  public enum Eyewear: Int, CaseIterable, Codable, Sendable { case glasses, sunglasses }
  /// The garment of the upper body; a dress comes without a lower garment.
  public enum Upper: Int, CaseIterable, Codable, Sendable {
    case tShirt, shirt, sweater, hoodie, jacket, coat, tankTop, dress
  }
  /// How the upper garment is printed. Jackets and coats are plain.
  public enum Pattern: Int, CaseIterable, Codable, Sendable {
    case plain, horizontalStripes, verticalStripes, checks, dots, logo
  }
  /// The garment of the legs.
  public enum Lower: Int, CaseIterable, Codable, Sendable { case trousers, jeans, shorts, skirt }
  /// What is on the feet.
  public enum Shoes: Int, CaseIterable, Codable, Sendable { case sneakers, boots, sandals }
  /// The bag.
  public enum Bag: Int, CaseIterable, Codable, Sendable {
    case backpack, shoulderBag, handbag, shoppingBag, suitcase
  }
  /// What is held in the hand that is free of bags.
  public enum Object: Int, CaseIterable, Codable, Sendable { case umbrella, phone, bottle, cup }

  /// Man or woman.
  public internal(set) var sex = Sex.man
  /// Young or elderly.
  public internal(set) var age = Age.young
  /// Average, slim or stocky.
  public internal(set) var build = Build.average
  /// The tone of the skin.
  public internal(set) var skin = Skin.light
  /// The cut of the hair.
  public internal(set) var hairStyle = HairStyle.short
  /// The colour of hair and beard.
  public internal(set) var hairColour = HairColour.black
  /// Whether there is a beard; only men have one.
  public internal(set) var hasBeard = false
  /// The hat, if any.
  public internal(set) var headwear: Headwear?
  /// The hat's colour; `nil` without a hat.
  public internal(set) var headwearColour: GarmentColour?
  /// Glasses or sunglasses, if any.
  public internal(set) var eyewear: Eyewear?
  /// The garment of the upper body.
  public internal(set) var upper = Upper.tShirt
  /// Its first colour.
  public internal(set) var upperColour = GarmentColour.white
  /// Its print.
  public internal(set) var pattern = Pattern.plain
  /// The second colour: of the print, or of the shirt under an open jacket or coat; `nil` without either.
  public internal(set) var accentColour: GarmentColour?
  /// The garment of the legs; `nil` with a dress.
  public internal(set) var lower: Lower?
  /// Its colour; jeans come in five of the fifteen.
  public internal(set) var lowerColour: GarmentColour?
  /// The kind of shoes.
  public internal(set) var shoes = Shoes.sneakers
  /// Their colour.
  public internal(set) var shoeColour = GarmentColour.white
  /// The bag, if any.
  public internal(set) var bag: Bag?
  /// The bag's colour; `nil` without a bag.
  public internal(set) var bagColour: GarmentColour?
  /// What the free hand holds, if anything.
  public internal(set) var object: Object?
  /// The umbrella's colour; `nil` without an umbrella. Other things always look the same.
  public internal(set) var umbrellaColour: GarmentColour?
}
