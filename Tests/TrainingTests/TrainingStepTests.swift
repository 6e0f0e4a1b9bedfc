import BenchCore
import Models
import Testing
import Torch

@testable import Training

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
    LossTerm(name: name, value: try head(Tensor([1, 2] as [Float], shape: [1, 2])).to(.float32).sum())
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
    try step([Self.loss(head)])
    #expect(try step.readLosses() == [[4]])
    for (name, peak) in [("head.weight", 3e-2), ("head.bias", 7e-2)] {
      let rate = LearningRateSchedule(recipe).learningRate(peak: peak, epoch: epoch)
      let values = try #require(store[name]).values(as: Double.self)
      #expect(values.allSatisfy { abs(1 - rate - $0) < 1e-6 }, "\(name)")
    }
  }

  @Test func aLossThatIsNotFiniteIsFoundWhenLossesAreRead() throws {
    let store = try ParameterStore(seed: 1)
    let head = try Self.head(in: store)
    var step = try TrainingStep(store, recipe: Self.recipe)
    try step.begin(epoch: 4, afterBatch: 7)
    for value in [1, .nan, .infinity] {
      try step([Self.loss(head), LossTerm(name: "odd", value: Self.loss(head).value * value)])
    }
    #expect(throws: TrainingFailure.lossNotFinite(term: "odd", epoch: 4, batch: 9)) {
      try step.readLosses()
    }
    #expect(try step.readLosses().isEmpty)
  }

  @Test func lossesAreReadOnceInOrder() throws {
    let store = try ParameterStore(seed: 1)
    var step = try TrainingStep(store, recipe: Self.recipe)
    let values = [[0.1, 0.2], [], [0.3]] as [[Float]]
    for values in values {
      // A scalar that no parameter takes part in has no gradient: the terms are leaves here.
      try step(
        values.map { value in
          let leaf = try Tensor([value], shape: [])
          try leaf.setRequiresGradient()
          return LossTerm(name: "leaf", value: leaf)
        })
    }
    #expect(try step.readLosses() == values.map { $0.map(Double.init) })
    #expect(try step.readLosses().isEmpty)
  }

  @Test(arguments: Precision.allCases) func gradientsAreReleasedAfterTheStep(precision: Precision) throws {
    let store = try ParameterStore(seed: 1, computation: Computation(precision: precision))
    let head = try Self.head(in: store)
    var step = try TrainingStep(store, recipe: Self.recipe)
    // Small enough for half precision after its scaling.
    try step([LossTerm(name: "small", value: Self.loss(head).value * 0.1)])
    for entry in store.entries { #expect(try entry.tensor.gradient == nil) }
    #expect(try #require(store["head.weight"]).dtype == (precision == .paper ? .float16 : .float32))
    #expect(try Self.values(store) != [[1, 1], [1]])
  }

  @Test func termsAreAdded() throws {
    let (one, two) = try (ParameterStore(seed: 1), ParameterStore(seed: 1))
    let (first, second) = try (Self.head(in: one), Self.head(in: two))
    var (step, other) = try (TrainingStep(one, recipe: Self.recipe), TrainingStep(two, recipe: Self.recipe))
    for _ in 0..<2 {
      try step([LossTerm(name: "twice", value: Self.loss(first).value * 2)])
      try other([Self.loss(second, "a"), Self.loss(second, "b")])
    }
    let losses = try other.readLosses()
    #expect(losses.count == 2 && losses.allSatisfy { $0[0] == $0[1] })
    let (left, right) = try (Self.values(one), Self.values(two))
    #expect(left == right)
  }

  /// In half precision a gradient may be too large for a step, a loss may not.
  @Test func aGradientThatIsNotFiniteSkipsAScaledStep() throws {
    let store = try ParameterStore(seed: 1, computation: Computation(precision: .fp16))
    let weight = try store.root.group(.backbone).parameter("weight", [1], .ones)
    var step = try TrainingStep(store, recipe: Self.recipe)
    func memory() throws -> [String: Double] {
      Dictionary(uniqueKeysWithValues: try step.memory.map { ($0.name, try $0.tensor.item()) })
    }
    /// A loss whose gradient is `slope`, or with the scale of losses too much for float32.
    func take(slope: Double) throws { try step([LossTerm(name: "loss", value: (weight * slope).sum())]) }
    try take(slope: 1)
    let before = try (weight.item(), memory())
    #expect(before.0 < 1 && before.1["scale.factor"] == 65536 && before.1["adam.steps.weight"] == 1)
    try take(slope: 1e36)
    var after = before.1
    after["scale.factor"] = 32768
    after["scale.good_steps"] = 0
    #expect(try weight.item() == before.0)
    #expect(try memory() == after)
    try take(slope: 1)
    #expect(try weight.item() < before.0)
    #expect(try memory()["adam.steps.weight"] == 2 && memory()["scale.good_steps"] == 1)
    #expect(try step.readLosses().joined().allSatisfy { $0.isFinite })
  }
}
