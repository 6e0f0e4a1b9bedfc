import BenchCore
import Testing

@testable import Datasets

/// Parts of captions as IVT's `get_phrase_level_txt` and `ImageDatasetLevelICFG` choose from, recorded from them.
@Suite struct CaptionPartTests {
  private static let cases: [(caption: String, clauses: [String], phrases: [String])] = [
    (
      "the man wears a red shirt, blue jeans, and white shoes. he carries a bag.",
      ["the man wears a red shirt", "blue jeans", "and white shoes", "he carries a bag"],
      ["the man wears a red shirt", "blue jeans, and white shoes", "he carries a bag"]
    ),
    ("[a woman in black, tall, walks.]", ["a woman in black", "walks"], ["a woman in black", "tall, walks"]),
    ("short. a, b, c.", [], []), ("no stops at all", ["no stops at all"], ["no stops at all"]),
    ("equal a, equal b, equal c.", ["equal a", "equal b", "equal c"], ["equal b", "equal a, equal c"]),
    ("... [odd] brackets], here.", ["[odd] brackets]"], ["[odd] brackets]"]),
    (
      "a, long clause in the middle of it, end of it", ["long clause in the middle of it", "end of it"],
      ["long clause in the middle of it", "a, end of it"]
    ),
  ]

  @Test(arguments: cases) func candidatesAreTheOfficialOnes(
    caption: String, clauses: [String], phrases: [String]
  ) {
    #expect(CaptionPart.clause.candidates(in: caption) == clauses)
    #expect(CaptionPart.phrase.candidates(in: caption) == phrases)
  }

  @Test func everyPartIsDrawnInLowerCase() {
    let (caption, clauses, _) = Self.cases[0]
    var generator = SeededGenerator(seed: 1, stream: "test")
    let drawn = (0..<100).map { _ in CaptionPart.clause.drawn(from: caption.uppercased(), using: &generator) }
    #expect(Set(drawn) == Set(clauses))
    #expect(CaptionPart.phrase.drawn(from: "Short. A.", using: &generator) == "short. a.")
  }
}
