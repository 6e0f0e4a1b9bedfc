extension Lexicon {
  /// Words and sentences of the target domain: other synonyms where English has them, and none of the source's sentences.
  static let target = Lexicon(
    colours: [
      .black: ["jet black", "black"], .white: ["white", "snow white"], .grey: ["silver grey", "ash grey"],
      .red: ["scarlet", "crimson"], .maroon: ["burgundy", "wine red"], .pink: ["rose", "rose pink"],
      .orange: ["orange", "tangerine"], .yellow: ["lemon yellow", "golden"], .beige: ["sand", "khaki"],
      .brown: ["chocolate", "chestnut"], .green: ["emerald", "grass green"], .lightBlue: ["sky blue", "baby blue"],
      .blue: ["royal blue", "cobalt"], .navy: ["midnight blue", "deep blue"], .purple: ["lilac", "plum"],
    ],
    hairColours: [
      .black: ["jet black"], .brown: ["chestnut"], .blond: ["fair", "golden"], .red: ["copper", "auburn"],
      .grey: ["silver"], .white: ["snow white"],
    ],
    hairStyles: [
      .short: ["cropped {colour} hair"], .shoulderLength: ["{colour} hair down to the shoulders"],
      .long: ["flowing {colour} hair", "{colour} hair down the back"], .ponytail: ["a {colour} pony tail"],
      .bun: ["a {colour} topknot", "{colour} hair pinned up"], .curly: ["{colour} curls", "frizzy {colour} hair"],
      .bald: ["no hair"],
    ],
    sexes: [.man: ["gentleman", "pedestrian", "man"], .woman: ["pedestrian", "woman", "female pedestrian"]],
    ages: [.young: ["youthful"], .elderly: ["aged", "senior"]],
    builds: [.average: [], .slim: ["slender", "skinny"], .stocky: ["broad", "sturdy"]],
    uppers: [
      .tShirt: ["short-sleeve top"], .shirt: ["collared shirt", "blouse"], .sweater: ["jumper", "knitted jumper"],
      .hoodie: ["hooded jumper", "hooded top"], .jacket: ["open jacket", "blazer"],
      .coat: ["overcoat", "trench coat"], .tankTop: ["vest", "strappy top"], .dress: ["gown", "one-piece dress"],
    ],
    innerGarments: ["undershirt", "layer"],
    patternAdjectives: [
      .horizontalStripes: ["stripy"], .verticalStripes: ["pinstriped"], .checks: ["tartan", "chequered"],
      .dots: ["spotted", "spotty"],
    ],
    patternPhrases: [
      .horizontalStripes: ["crossed by {colour} bands"], .verticalStripes: ["with upright {colour} lines"],
      .checks: ["with {colour} squares"], .dots: ["with {colour} spots"],
      .logo: ["bearing a {colour} emblem", "with a {colour} badge"],
    ],
    lowers: [
      .trousers: ["slacks", "long pants"], .jeans: ["denims", "denim pants"], .shorts: ["short pants", "bermudas"],
      .skirt: ["midi skirt", "flared skirt"],
    ],
    shoes: [
      .sneakers: ["sports shoes", "running shoes"], .boots: ["high boots", "ankle boots"], .sandals: ["open shoes"],
    ],
    headwear: [.cap: ["peaked cap"], .beanie: ["woolly hat", "bobble hat"], .sunHat: ["straw hat", "brimmed hat"]],
    eyewear: [.glasses: ["spectacles", "eyeglasses"], .sunglasses: ["shades", "tinted glasses"]],
    beards: ["whiskered chin", "bearded chin"],
    bags: [
      .backpack: ["knapsack", "school bag"], .shoulderBag: ["satchel", "crossbody bag"],
      .handbag: ["clutch", "hand bag"],
      .shoppingBag: ["carrier bag", "tote"], .suitcase: ["trolley case", "wheeled case"],
    ],
    objects: [
      .umbrella: ["parasol"], .phone: ["smartphone", "handset"], .bottle: ["flask", "plastic bottle"],
      .cup: ["mug", "takeaway drink"],
    ],
    outfits: ["{upper} paired with {lower}", "{upper} above {lower}", "{upper} plus {lower}"],
    walks: ["stroll", "stride"],
    stands: ["pause", "wait"],
    directions: [
      .front: ["facing us"], .back: ["facing away from us"], .left: ["in the left direction"],
      .right: ["in the right direction"],
    ],
    openings: [
      "we see {subject} in {outfit}.",
      "pictured is {subject}, whose clothes are {outfit}.",
      "here {subject} {walks}, dressed in {outfit}.",
      "{subject} with {hair} has chosen {outfit}.",
      "clad in {outfit}, {subject} {walks} {direction}.",
      "{subject} has {hair} and appears in {outfit}.",
      "{subject} is clothed in {upper}, {lower} plus {shoes}.",
      "{subject}, {carrying} {bag}, has on {outfit}.",
      "{subject} under {headwear} has on {outfit}.",
      "notice this {noun} in {outfit}.",
    ],
    lastResort: "{subject} is simply {walking}.",
    additions: [
      "{his} bag is {bag}.",
      "also visible: {shoes}.",
      "{he} grips {object}.",
      "{he} sports {hair}.",
      "{headwear} covers {his} head.",
      "{he} looks through {eyewear}.",
      "one notices {beard}.",
      "{he} {carries} {bag} along.",
      "{shoes} complete the look.",
      "{he} keeps {walking} {direction}.",
    ])
}
