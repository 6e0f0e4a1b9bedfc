import BenchCore
import Models
import Torch

/// Learning rates and weight decay by parameter name over all epochs, and Adam's steps: `optimizer.h5`.
enum OptimizerCheck {
  static func check(_ golden: GoldenFile, in context: GoldenContext, _ report: GoldenReport) throws {
    try checkSchedule(golden, report)
    try checkSteps(golden.group("adam"), epsilon: golden.attribute("eps"), report)
  }

  private static func checkSchedule(_ golden: GoldenFile, _ report: GoldenReport) throws {
    let names = try golden.array("parameter_names", of: String.self).values
    let rates = try golden.array("lr_by_epoch", of: Double.self)
    guard rates.shape.count == 2, rates.shape[1] == names.count else {
      return report.fail("lr_by_epoch", "shape \(rates.shape) does not fit \(names.count) names")
    }
    var recipe = TrainingRecipe.paper
    recipe.epochs = rates.shape[0]
    let schedule = LearningRateSchedule(recipe)
    let settings = names.map { ParameterGroups.settings(for: $0, recipe: recipe) }
    report.compare("weight_decay", settings.map(\.weightDecay), with: try golden.doubles("weight_decay"), .schedule)
    for (column, name) in names.enumerated() {
      let found = (0..<recipe.epochs).map {
        schedule.learningRate(peak: settings[column].learningRate, epoch: $0 + 1)
      }
      let expected = (0..<recipe.epochs).map { rates.values[$0 * names.count + column] }
      report.compare("lr_by_epoch (\(name))", found, with: expected, .schedule)
    }
  }

  /// A matrix with weight decay and a bias without, whose learning rate is twice as high.
  private static func checkSteps(_ golden: GoldenFile, epsilon: Double, _ report: GoldenReport) throws {
    let (matrix, bias) = try (golden.floats("q0"), golden.floats("b0"))
    for leaf in [matrix, bias] { try leaf.setRequiresGradient() }
    let adam = try FusedAdam(
      groups: [
        .init(parameters: [matrix], learningRate: 1e-2, weightDecay: 4e-5),
        .init(parameters: [bias], learningRate: 2e-2, weightDecay: 0),
      ], epsilon: epsilon)
    let (matrixGradients, biasGradients) = try (golden.floats("grad_q"), golden.floats("grad_b"))
    let stepCount = try matrixGradients.size(0)
    for step in 0..<stepCount {
      try adam.clearGradients()
      // The gradient of sum(x * g) with respect to x is g.
      try ((matrix * matrixGradients.selected(0, step)).sum() + (bias * biasGradients.selected(0, step)).sum())
        .backward()
      try adam.step()
    }
    // float32 holds seven digits.
    let tolerance = Tolerance(absolute: 1e-7, relative: 1e-5)
    try report.compare("adam/q\(stepCount)", matrix, with: golden.floats("q\(stepCount)"), tolerance)
    try report.compare("adam/b\(stepCount)", bias, with: golden.floats("b\(stepCount)"), tolerance)
  }
}
