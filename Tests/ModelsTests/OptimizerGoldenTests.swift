import BenchCore
import Models
import TensorTestSupport
import Testing
import Torch

/// Learning rates and Adam against the official solver (golden optimizer.h5).
@Suite struct OptimizerGoldenTests {
  @Test func learningRatesOfEveryGroupOverAllEpochs() throws {
    let golden = try GoldenTensors("optimizer.h5")
    let names = try golden.strings("parameter_names")
    let expected = try golden.doubles("lr_by_epoch")
    let decay = try golden.doubles("weight_decay")
    let recipe = TrainingRecipe.paper
    let schedule = LearningRateSchedule(recipe)
    for (column, name) in names.enumerated() {
      let settings = ParameterGroups.settings(for: name, recipe: recipe)
      #expect(settings.weightDecay == decay[column], "\(name)")
      for epoch in 1...recipe.epochs {
        let wanted = expected[(epoch - 1) * names.count + column]
        let found = schedule.learningRate(peak: settings.learningRate, epoch: epoch)
        #expect(abs(found - wanted) <= 1e-9 * wanted, "\(name), epoch \(epoch)")
      }
    }
  }

  @Test func twentyAdamSteps() throws {
    let golden = try GoldenTensors("optimizer.h5").group("adam")
    let (weight, bias) = try (golden.floats("q0"), golden.floats("b0"))
    for leaf in [weight, bias] { try leaf.setRequiresGradient() }
    let adam = try FusedAdam(
      groups: [
        .init(parameters: [weight], learningRate: 1e-2, weightDecay: 4e-5),
        .init(parameters: [bias], learningRate: 2e-2, weightDecay: 0),
      ], epsilon: 1e-3)
    let (weightGradients, biasGradients) = try (golden.floats("grad_q"), golden.floats("grad_b"))
    for step in 0..<20 {
      try adam.clearGradients()
      // The gradient of sum(x * g) with respect to x is g.
      try ((weight * weightGradients.selected(0, step)).sum() + (bias * biasGradients.selected(0, step)).sum())
        .backward()
      try adam.step()
    }
    #expect(try excess(weight, over: golden.floats("q20"), absolute: 1e-7, relative: 1e-5) <= 0)
    #expect(try excess(bias, over: golden.floats("b20"), absolute: 1e-7, relative: 1e-5) <= 0)
  }

  @Test func parametersWithoutGradientStay() throws {
    let idle = try Tensor([1, 2] as [Float])
    try idle.setRequiresGradient()
    let adam = try FusedAdam(groups: [.init(parameters: [idle], learningRate: 1, weightDecay: 0.5)])
    try adam.step()
    #expect(try idle.values() == [1, 2])
    #expect(throws: TorchError.self) { try adam.setLearningRates([1, 2]) }
  }
}
