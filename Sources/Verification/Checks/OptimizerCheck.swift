import BenchCore
import Methods
import Torch
import Training

/// Learning rates and weight decay of the groups that layers declare over all epochs, and Adam's steps: `optimizer.h5`.
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
    let parameters = try trainedParameters(recipe)
    let decays = try golden.doubles("weight_decay")
    for (column, name) in names.enumerated() {
      let matching = parameters.filter { represents(name, $0.name) }
      guard !matching.isEmpty else {
        report.fail("lr_by_epoch (\(name))", "neither IRRA nor RDE has such a parameter")
        continue
      }
      let expected = (0..<recipe.epochs).map { rates.values[$0 * names.count + column] }
      let found = matching.map { parameter in
        (0..<recipe.epochs).map { schedule.learningRate(peak: parameter.settings.learningRate, epoch: $0 + 1) }
      }
      report.compare(
        "lr_by_epoch (\(name))", found.flatMap { $0 }, with: matching.flatMap { _ in expected }, .schedule)
      report.compare(
        "weight_decay (\(name))", matching.map(\.settings.weightDecay), with: matching.map { _ in decays[column] },
        .schedule)
    }
  }

  /// The parameters of IRRA and RDE, with what the optimiser is told about them.
  private static func trainedParameters(
    _ recipe: TrainingRecipe
  ) throws -> [(name: String, settings: ParameterSettings)] {
    let model = ModelSpec(
      imageHeight: 8, imageWidth: 8, patchHeight: 4, patchWidth: 4, visionWidth: 8, visionLayers: 1, visionHeads: 1,
      textWidth: 8, textLayers: 1, textHeads: 1, contextLength: 6, vocabularySize: 8, embeddingWidth: 8)
    let context = MethodContext(model: model, identityCount: 2, seed: 1)
    var irra = IRRA()
    irra.crossModalLayers = 1
    let methods: [any RetrievalMethod] = try [irra.method(in: context), RDE().method(in: context)]
    return try methods.flatMap { try $0.parameters.settings(recipe).map { ($0.entry.name, $0.settings) } }
  }

  /// Whether a golden's name, such as `cross_attn.bias`, stands for a parameter: `w` and `bias` for CLIP's, others for
  /// all weights or biases of a module.
  private static func represents(_ golden: String, _ name: String) -> Bool {
    let parts = golden.split(separator: ".")
    let module = parts.count > 1 ? parts.dropLast().joined(separator: ".") : "base_model"
    return name.hasPrefix("\(module).") && name.hasSuffix("bias") == (parts.last == "bias")
  }

  /// A matrix with weight decay and a bias without, whose learning rate is twice as high.
  private static func checkSteps(_ golden: GoldenFile, epsilon: Double, _ report: GoldenReport) throws {
    let (matrix, bias) = try (golden.floats("q0"), golden.floats("b0"))
    for leaf in [matrix, bias] { try leaf.setRequiresGradient() }
    let adam = try Adam(
      groups: [
        .init(parameters: [matrix], learningRate: 1e-2, weightDecay: 4e-5),
        .init(parameters: [bias], learningRate: 2e-2, weightDecay: 0),
      ], epsilon: epsilon)
    let (matrixGradients, biasGradients) = try (golden.floats("grad_q"), golden.floats("grad_b"))
    let stepCount = try matrixGradients.size(0)
    for step in 0..<stepCount {
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
