import BenchCore
import Testing

@testable import Methods

/// Fields that take a list of words: one form in specifications, several on the command line.
@Suite struct ListFieldTests {
  private struct Configuration: MethodConfiguration {
    var heads = ["global"]
    var auxiliary: [String] = []
    var steps = 0

    static let fields = [
      ConfigurationField("heads", "Embeddings.", source: "a test", permitted: .listOf(["global", "tse", "cls"])),
      ConfigurationField(
        "auxiliary", "Losses.", source: "a test", permitted: .listOf(["id", "mlm"], canBeEmpty: true),
        absentValue: .array([])),
      ConfigurationField(
        "steps", "Steps.", source: "a test", permitted: .whole(0...9), absentValue: .number(0)),
    ]

    var epochLength: EpochLength { EpochLength(leavesNoisyPairsOut: true, steps: steps > 0 ? steps : nil) }
  }

  private static let entry = MethodEntry(
    MethodInfo(id: "lists", title: "Lists", summary: "A test.", citation: "none"), defaults: Configuration()
  ) { _, _ in throw MethodFailure.noCleanPairs }

  private func resolved(_ overrides: [String: JSONValue] = [:]) throws -> JSONValue {
    try Self.entry.resolved(overrides, for: TinyTraining.facts).configuration
  }

  private func list(_ words: String...) -> JSONValue { .array(words.map { .string($0) }) }

  @Test func aListHasOneFormHoweverItIsWritten() throws {
    #expect(try resolved() == .object(["heads": list("global")]))
    for value in [list("global", "tse"), list("tse", "global"), .string("tse+global"), .array([.string("global+tse")])]
    {
      #expect(try resolved(["heads": value]) == .object(["heads": list("global", "tse")]))
    }
    #expect(try resolved(["heads": .string("cls")]) == .object(["heads": list("cls")]))
    // What was there before the field was is not written.
    for value in [JSONValue.array([]), .string("none"), .array([.string("none")])] {
      #expect(try resolved(["auxiliary": value]) == .object(["heads": list("global")]))
    }
    #expect(
      try resolved(["auxiliary": .string("mlm+id")])
        == .object([
          "heads": list("global"), "auxiliary": list("id", "mlm"),
        ]))
  }

  @Test(
    arguments: [
      ("heads", JSONValue.string("globl"), "`globl` is no value of the field `heads` of lists; did you mean global?"),
      ("heads", .string("tse+"), "`` is no value of the field `heads` of lists; known: global, tse, cls"),
      ("heads", .string("none"), "`none` is no value of the field `heads` of lists; known: global, tse, cls"),
      ("heads", .array([]), "`heads` is none but must be one or more of global, tse, cls"),
      ("heads", .string("tse+tse"), "`heads` is tse+tse but must be a list without a word twice"),
      ("heads", .number(3), "the field `heads` of lists must be a list of words, such as global+tse"),
      ("heads", .array([.bool(true)]), "the field `heads` of lists must be a list of words, such as global+tse"),
      ("heads", .array([.array([])]), "the field `heads` of lists must be a list of words, such as global+tse"),
      ("auxiliary", .string("none+id"), "`none` is no value of the field `auxiliary` of lists; known: id, mlm"),
    ])
  func otherListsAreRefused(field: String, value: JSONValue, message: String) {
    let failure = #expect(throws: MethodFailure.self) { try resolved([field: value]) }
    #expect(failure.map { "\($0)" } == message)
  }

  @Test func listsAreShownAsTheyAreTyped() {
    let text = MethodDescription(Self.entry).text
    #expect(text.contains("\n  heads = global   (one or more of global, tse, cls)\n"), "\(text)")
    #expect(text.contains("\n  auxiliary = none   (any of id, mlm, or none)\n"), "\(text)")
    #expect(
      MethodDescription.settings(of: Self.entry) == [
        "heads=global", "heads=tse", "heads=cls", "auxiliary=id", "auxiliary=mlm", "auxiliary=none", "steps=0",
      ])
  }

  @Test func anEpochsLengthIsItsConfigurations() throws {
    func length(_ steps: Double) throws -> EpochLength {
      try Self.entry.epochLength(of: Self.entry.resolved(["steps": .number(steps)], for: TinyTraining.facts))
    }
    #expect(try length(0) == EpochLength(leavesNoisyPairsOut: true))
    #expect(try length(7) == EpochLength(leavesNoisyPairsOut: true, steps: 7))
  }

  /// The steps of a training are those that the trainer makes: a moving average ends with them.
  @Test func theStepsOfATrainingFollowItsPairs() {
    var context = TinyTraining.context()
    #expect(context.trainingSteps(on: [1, 2, 3]) == context.trainingSteps, "nobody says how it is trained")
    context.recipe = TrainingRecipe(epochs: 5, batchSize: 2)
    #expect(context.trainingSteps(on: nil) == context.trainingSteps)
    #expect(context.trainingSteps(on: [1, 2, 3]) == 10)
    #expect(context.trainingSteps(on: [1, 2, 3], stepsPerEpoch: 7) == 35)
    #expect(context.trainingSteps(on: nil, stepsPerEpoch: 7) == 35)
  }
}
