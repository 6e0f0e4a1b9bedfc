import Datasets

extension Lexicon {
  /// Every phrase and sentence that captions are made of, slots included.
  var texts: [String] {
    var texts = innerGarments + beards + outfits + openings + [lastResort] + additions
    for words in [
      Array(colours.values), Array(hairColours.values), Array(hairStyles.values), Array(sexes.values),
      Array(ages.values), Array(builds.values), Array(uppers.values), Array(patternAdjectives.values),
      Array(patternPhrases.values), Array(lowers.values), Array(shoes.values), Array(headwear.values),
      Array(eyewear.values), Array(bags.values), Array(objects.values), Array(directions.values),
    ] {
      texts += words.joined()
    }
    return texts + (walks + stands).map { CaptionPhrases.gerund(of: $0) }
  }
}

extension SynthPedesSet {
  /// Texts with every word that captions of any variant and domain can have.
  ///
  /// A model of all these words can be pretrained in one domain and trained in another, as CLIP, whose vocabulary has a
  /// name for every word. What a word means is learnt from training captions only.
  package static let grammar: [String] =
    SynthPedesDomain.allCases
    .flatMap { Lexicon.of($0).texts }.map { $0.replacing(/\{\w+\}/, with: " ") } + CaptionPhrases.fixedPhrases
}
