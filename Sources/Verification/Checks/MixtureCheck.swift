import Metrics

/// The division of losses by a mixture of two Gaussians: `gmm.h5`.
enum MixtureCheck {
  private static let probability = Tolerance(absolute: 1e-3)

  static func check(_ golden: GoldenFile, in context: GoldenContext, _ report: GoldenReport) throws {
    for name in try golden.names() {
      let group = try golden.group(name)
      let losses: [Float] = try group.array("losses_raw").values
      report.compare(
        "\(name)/losses_normalised", try CleanDivision.normalized(losses).map(Double.init),
        with: try group.doubles("losses_normalised"), Tolerance(absolute: 1e-6))
      for setting in try group.names() where !setting.hasPrefix("losses_") {
        try check(losses, with: group.group(setting), named: "\(name)/\(setting)", report)
      }
    }
  }

  private static func check(
    _ losses: [Float], with expected: GoldenFile, named name: String, _ report: GoldenReport
  ) throws {
    guard let iterationLimit = Int(exactly: try expected.attribute("max_iter")) else {
      return report.fail(name, "max_iter is not an integer")
    }
    let division = try CleanDivision(
      losses: losses,
      settings: MixtureSettings(
        iterationLimit: iterationLimit, tolerance: try expected.attribute("tol"),
        regularization: try expected.attribute("reg_covar")))
    report.compare(
      "\(name)/p_clean", division.cleanProbabilities.map(Double.init), with: try expected.doubles("p_clean"),
      probability)
    report.compare(
      "\(name)/pred", division.isClean.map { $0 ? 1 : 0 }, with: try expected.doubles("pred"),
      Tolerance(share: 0.999))
    let means = [division.mixture.lower.mean, division.mixture.upper.mean]
    report.compare("\(name)/means", means, with: try expected.doubles("means").sorted(), probability)
  }
}
