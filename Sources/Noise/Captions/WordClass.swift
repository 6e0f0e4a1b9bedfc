/// The kind of thing a caption's word names; words of one class can stand in for each other.
enum WordClass: Int, CaseIterable, Sendable {
  case colour, upperBody, lowerBody, footwear, carried
  /// Any other word that carries meaning.
  case content

  /// The class of a lower-case word; `nil` for function words, and for words for a person, which the rest of the
  /// caption refers back to.
  init?(of word: String) {
    if let listed = Self.classes[word] {
      self = listed
    } else if word.utf8.count > 2, !Self.skipped.contains(word) {
      self = .content
    } else {
      return nil
    }
  }

  private static let classes: [String: WordClass] = {
    let lists: [(WordClass, String)] = [
      (
        .colour,
        """
        aqua beige black blond blonde blue brown burgundy coral cream gold golden gray green grey khaki lavender
        magenta maroon mustard navy olive orange peach pink purple red silver tan teal turquoise violet white yellow
        """
      ),
      (
        .upperBody,
        """
        blazer blouse cardigan coat dress hoodie jacket jersey parka polo pullover robe shirt shirts suit sweater
        sweatshirt t-shirt tee top tshirt tunic vest windbreaker
        """
      ),
      (.lowerBody, "capris jeans leggings pants shorts skirt slacks sweatpants tights trousers"),
      (.footwear, "boots flats flip-flops heels loafers sandals shoe shoes slippers sneakers trainers"),
      (
        .carried,
        """
        backpack backpacks bag bags basket book books bottle box briefcase camera cellphone cup folder handbag
        knapsack luggage notebook phone pocketbook purse rucksack satchel suitcase tote umbrella wallet
        """
      ),
    ]
    var classes: [String: WordClass] = [:]
    for (wordClass, list) in lists {
      for word in list.split(whereSeparator: \.isWhitespace) { classes[String(word)] = wordClass }
    }
    return classes
  }()

  private static let skipped = Set(
    """
    about above across after against all also among and another any appears are around because been before behind being
    below beneath beside between both but can carries carrying could does down during each either facing few for from
    has have having her hers herself him himself his holding holds how into its itself just like looking looks may more
    most near neither nor not off one onto other others our out outside over own per pair seems several she should
    some such than that the their them then there these they this those through too toward towards two under until
    upon very was wearing wears were what when where which while who whose will with within without would you your
    adult boy child female gentleman girl guy individual kid lady male man men pedestrian people person teenager
    woman women
    """.split(whereSeparator: \.isWhitespace).map(String.init)
  )
}
