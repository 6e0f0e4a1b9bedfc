import BenchCore
import Testing

@Suite struct SuggestionTests {
  private let known = ["irra-sdm", "rde-tal", "rde-sdm", "clip-c"]

  @Test func typosFindTheirName() {
    #expect(Suggestion.closest(to: "rde-tla", in: known).first == "rde-tal")
    #expect(Suggestion.closest(to: "RDE-TAL", in: known).first == "rde-tal")
    #expect(Suggestion.closest(to: "irra", in: known) == ["irra-sdm"])
  }

  @Test func nothingCloseListsEverything() {
    #expect(Suggestion.closest(to: "zzzzzzzz", in: known) == [])
    #expect(Suggestion.phrase(for: "zzzzzzzz", in: known) == "known: irra-sdm, rde-tal, rde-sdm, clip-c")
    #expect(Suggestion.phrase(for: "clipc", in: known) == "did you mean clip-c?")
    #expect(Suggestion.closest(to: "", in: known) == [])
  }

  @Test func namesAreFoundOrRefusedWithAllThatAreKnown() throws {
    struct Refusal: Error, Equatable {
      var name: String
      var known: [String]
    }
    let entries = known.enumerated().map { (number: $0.offset, id: $0.element) }
    #expect(try Suggestion.find("rde-sdm", in: entries, id: \.id, else: Refusal.init).number == 2)
    #expect(throws: Refusal(name: "rde", known: known)) {
      try Suggestion.find("rde", in: entries, id: \.id, else: Refusal.init)
    }
  }
}
