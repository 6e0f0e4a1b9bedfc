import BenchCore
import Testing

@testable import Datasets
@testable import SynthPedes

/// The words and sentences of both domains, and the grammar that both have in common.
struct LexiconTests {
  private typealias Domain = SynthPedesDomain

  @Test(arguments: SynthPedesDomain.allCases)
  func vocabularyIsSmall(domain: SynthPedesDomain) {
    let words = words(of: .of(domain))
    #expect(words.count > 100)
    #expect(words.count < 400)
  }

  /// A target caption never has a sentence of the source's form, whatever fills it.
  @Test func domainsShareNoSentence() {
    func sentences(_ lexicon: Lexicon) -> [String] { lexicon.openings + lexicon.additions + [lexicon.lastResort] }
    let (source, target) = (sentences(.of(.source)), sentences(.of(.target)))
    #expect(Set(source).count == source.count && Set(target).count == target.count)
    #expect(Set(source).isDisjoint(with: target))
    #expect(words(of: .of(.target)).subtracting(words(of: .of(.source))).count > 80)
  }

  @Test(arguments: SynthPedesDomain.allCases)
  func namesOfColoursAreUnambiguous(domain: SynthPedesDomain) {
    let lexicon = Lexicon.of(domain)
    // A word can be listed more often than others, but for one colour only.
    let names = GarmentColour.allCases.flatMap { Set(lexicon.colours[$0] ?? []) }
    #expect(lexicon.colours.count == 15)
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: SynthPedesDomain.allCases)
  func sentencesUseKnownSlots(domain: SynthPedesDomain) {
    let lexicon = Lexicon.of(domain)
    let known: Set<String> = [
      "subject", "noun", "he", "his", "hair", "beard", "headwear", "eyewear", "upper", "lower", "outfit", "shoes",
      "bag", "place", "carries", "carrying", "object", "walks", "walking", "direction", "side",
    ]
    for sentence in lexicon.openings + lexicon.additions + [lexicon.lastResort] {
      for match in sentence.matches(of: /\{(\w+)\}/) {
        #expect(known.contains(String(match.1)), "\(sentence)")
      }
    }
  }

  // MARK: - The grammar

  /// Captions of people who are seen from all sides, each part of them now and then hidden.
  private func captions(of domain: Domain, knownWords: Int? = nil, count: Int) -> [String] {
    var configuration = SynthPedesConfiguration.tiny
    configuration.domain = domain
    configuration.knownWords = knownWords
    let writer = CaptionWriter(configuration)
    var generator = SeededGenerator(seed: 1, stream: "test/captions")
    return (0..<count).map { _ in
      let person = PersonAttributes(using: &generator)
      let isHidden = generator.chance(0.02)
      let pixels = Part.allCases.map { _ in isHidden || generator.chance(0.15) ? 0 : 12_288 }
      let sight = Sight(
        view: generator.element(of: View.allCases), isWalking: generator.chance(0.7), visiblePixels: pixels)
      return writer.caption(of: person, seen: sight, using: &generator)
    }
  }

  /// Every word of captions has a number, and every number a word that captions can have: the embedded weights have a
  /// row for each, whichever domain they are trained in.
  @Test func captionsHaveTheWordsOfTheGrammarAndNoOthers() {
    let vocabulary = WordVocabulary(captions: SynthPedesSet.grammar)
    var seen: Set<String> = []
    for domain in Domain.allCases {
      for caption in captions(of: domain, count: 3_000) {
        #expect(!vocabulary.encode(caption).contains(vocabulary.unknownID), "\(caption)")
        seen.formUnion(WordVocabulary.words(in: caption))
      }
    }
    #expect(Set(vocabulary.words).subtracting(seen) == [], "no caption has these words")
  }

  /// The source has jeans and denim jeans; denims and denim pants are the target's alone.
  @Test(arguments: [(0, 0.0), (1, 0.5), (nil, 2 / 3.0), (4, 0.8)])
  func knownWordsAreTakenSoManyTimesAsOften(times: Int?, share: Double) {
    let captions = captions(of: .target, knownWords: times, count: 3_000)
    let known = captions.count { $0.contains("jeans") }
    let new = captions.count { $0.contains("denims") || $0.contains("denim pants") }
    #expect(new > 50 && abs(Double(known) / Double(known + new) - share) < 0.06, "\(known) and \(new)")
  }

  @Test(arguments: SynthPedesSamples.datasets) func drawnCaptionsHaveTheWordsOfTheGrammar(dataset: String) throws {
    let vocabulary = WordVocabulary(captions: SynthPedesSet.grammar)
    for caption in try SynthPedesSamples.drawn(dataset).flatMap(\.captions) {
      #expect(!vocabulary.encode(caption).contains(vocabulary.unknownID), "\(caption)")
    }
  }

  /// The words of a lexicon's every list and sentence.
  private func words(of lexicon: Lexicon) -> Set<String> {
    func strings(in value: Any) -> [String] {
      if let text = value as? String { return [text] }
      return Mirror(reflecting: value).children.flatMap { strings(in: $0.value) }
    }
    let texts = strings(in: lexicon) + (lexicon.walks + lexicon.stands).map { $0 + "ing" }
    let slots = /\{\w+\}/
    return Set(
      texts.flatMap { text in
        text.replacing(slots, with: " ").lowercased().matches(of: /[a-z-]+/).map { String($0.0) }
      })
  }
}
