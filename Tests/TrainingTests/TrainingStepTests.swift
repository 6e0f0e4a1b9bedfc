import BenchCore
import Models
import Testing
import Torch
import Training

/// The optimiser's side of training; its numbers are compared with the official solver by `VerificationTests`.
@Suite struct TrainingStepTests {
  private static var recipe: TrainingRecipe {
    var recipe = TrainingRecipe.paper
    recipe.learningRate = 1e-2
    recipe.weightDecay = 0.5
    return recipe
  }

  /// A weight and a bias of a group that this file declares: nothing in Sources knows it.
  private static func head(in store: ParameterStore) throws -> Linear {
    let group = ParameterGroup("test head") { recipe, kind in recipe.learningRate * (kind == .bias ? 7 : 3) }
    return try Linear(store.root.group(group) / "head", inputs: 2, outputs: 1, weight: .ones, bias: .ones)
  }

  private static func loss(_ head: Linear, _ name: String = "sum") throws -> LossTerm {
    LossTerm(name: name, value: try head(Tensor([1, 2] as [Float], shape: [1, 2])).sum())
  }

  private static func values(_ store: ParameterStore) throws -> [[Float]] {
    try store.entries.map { try $0.tensor.values() }
  }

  @Test func aLayerDeclaresItsOwnLearningRate() throws {
    let store = try ParameterStore(seed: 1)
    _ = try Self.head(in: store)
    _ = try LayerNorm(store.root.group(.backbone) / "norm", width: 2)
    _ = try LayerNorm(store.root.frozen / "copy", width: 2)
    let settings = try store.settings(Self.recipe)
    #expect(settings.map(\.entry.name) == ["head.weight", "head.bias", "norm.weight", "norm.bias"])
    let rates = settings.map(\.settings.learningRate)
    #expect(rates == [0.03, 0.07, 0.01, 0.02])
    let decays = settings.map(\.settings.weightDecay)
    #expect(decays == [0.5, 0, 0.5, 0])
  }

  @Test func theInnermostDeclarationCounts() throws {
    let store = try ParameterStore(seed: 1)
    _ = try LayerNorm(store.root.group(.backbone) / "outer" / "part", width: 2)
    _ = try LayerNorm(store.root.group(.backbone).group(.newModule) / "inner", width: 2)
    let rates = try store.settings(Self.recipe).map(\.settings.learningRate)
    #expect(rates == [0.01, 0.02, 0.05, 0.05])
  }

  @Test func parametersWithoutAGroupAreNamed() throws {
    let store = try ParameterStore(seed: 1)
    _ = try Self.head(in: store)
    _ = try LayerNorm(store.root / "crossing", width: 2)
    let failure = #expect(throws: TrainingFailure.self) { try TrainingStep(store, recipe: Self.recipe) }
    #expect(failure == .undeclaredGroup(parameters: ["crossing.weight", "crossing.bias"]))
    #expect(failure?.problem.contains("crossing.weight") == true)
  }

  /// Adam's first step is the learning rate itself, whatever the gradient, where epsilon is small.
  @Test(arguments: [1, 3, 6, 60]) func stepsAreAsLongAsTheEpochSays(epoch: Int) throws {
    var recipe = Self.recipe
    recipe.adamEpsilon = 1e-12
    recipe.weightDecay = 0
    let store = try ParameterStore(seed: 1)
    let head = try Self.head(in: store)
    var step = try TrainingStep(store, recipe: recipe)
    try step.begin(epoch: epoch)
    #expect(try step([Self.loss(head)]) == [4])
    for (name, peak) in [("head.weight", 3e-2), ("head.bias", 7e-2)] {
      let rate = LearningRateSchedule(recipe).learningRate(peak: peak, epoch: epoch)
      let values = try #require(store[name]).values(as: Double.self)
      #expect(values.allSatisfy { abs(1 - rate - $0) < 1e-6 }, "\(name)")
    }
  }

  @Test func aLossThatIsNotFiniteChangesNothing() throws {
    let store = try ParameterStore(seed: 1)
    let head = try Self.head(in: store)
    var step = try TrainingStep(store, recipe: Self.recipe)
    try step.begin(epoch: 4)
    #expect(try step([]).isEmpty)
    let before = try Self.values(store)
    let term = try Self.loss(head, "odd")
    let odd = LossTerm(name: "odd", value: try term.value * Double.nan)
    #expect(throws: TrainingFailure.lossNotFinite(term: "odd", epoch: 4, batch: 2)) {
      try step([Self.loss(head), odd])
    }
    let after = try Self.values(store)
    #expect(after == before)
  }

  @Test func termsAreAddedAndOldGradientsForgotten() throws {
    let (one, two) = try (ParameterStore(seed: 1), ParameterStore(seed: 1))
    let (first, second) = try (Self.head(in: one), Self.head(in: two))
    var (step, other) = try (TrainingStep(one, recipe: Self.recipe), TrainingStep(two, recipe: Self.recipe))
    for _ in 0..<2 {
      let twice = LossTerm(name: "twice", value: try Self.loss(first).value * 2)
      _ = try step([twice])
      let values = try other([Self.loss(second, "a"), Self.loss(second, "b")])
      #expect(values[0] == values[1])
    }
    let (left, right) = try (Self.values(one), Self.values(two))
    #expect(left == right)
  }
}
