import Methods
import Torch

/// DECL's losses, their gradients and its sample selection: `losses_decl.h5`.
enum DECLLossCheck {
  static func check(_ golden: GoldenFile, in context: GoldenContext, _ report: GoldenReport) throws {
    for name in try golden.names() {
      let group = try golden.group(name)
      // The golden's similarities are image-major, ours text-major.
      let similarities = try group.floats("similarity").transposed(0, 1).contiguous()
      let clean = try group.floats("clean")
      for part in try group.names() where part == "edl" || part.hasPrefix("rdh") {
        let expected = try group.group(part)
        let leaf = try similarities.detached().cloned()
        try leaf.setRequiresGradient()
        if part == "edl" {
          try checkEvidential(leaf, clean, expected, named: "\(name)/\(part)", report)
        } else {
          try checkHinge(leaf, clean, expected, named: "\(name)/\(part)", report)
        }
      }
      let predicted = try EvidentialLoss().predictsClean(similarities: similarities).values(as: Int64.self)
      try report.compare(
        "\(name)/predicted_clean", predicted.map(Double.init), with: group.indices("predicted_clean").map(Double.init),
        .exact)
    }
  }

  private static func checkEvidential(
    _ leaf: Tensor, _ clean: Tensor, _ expected: GoldenFile, named name: String, _ report: GoldenReport
  ) throws {
    let loss = try EvidentialLoss(
      temperature: expected.attribute("tau"), divergenceWeight: expected.attribute("lambda2")
    ).perPair(similarities: leaf, labels: clean).mean()
    try loss.backward()
    try report.compare("\(name)/loss", [loss.item()], with: expected.doubles("loss"), .loss)
    try compareGradient(of: leaf, with: expected, "grad_similarity", named: name, report)
  }

  private static func checkHinge(
    _ leaf: Tensor, _ clean: Tensor, _ expected: GoldenFile, named name: String, _ report: GoldenReport
  ) throws {
    guard let count = Int(exactly: try expected.attribute("H")) else {
      throw VerificationFailure.malformed("H is not an integer")
    }
    let rows = try DynamicHingeLoss(margin: expected.attribute("margin"))
      .perPair(similarities: leaf, negativeCount: count)
    try (rows * clean).sum().backward()
    try report.compare("\(name)/per_sample", rows, with: expected.floats("per_sample"), .loss)
    try compareGradient(of: leaf, with: expected, "grad_similarity_clean_sum", named: name, report)
  }

  private static func compareGradient(
    of leaf: Tensor, with expected: GoldenFile, _ gradient: String, named name: String, _ report: GoldenReport
  ) throws {
    guard let found = try leaf.gradient else { return report.fail("\(name)/\(gradient)", "the loss has no gradient") }
    try report.compare("\(name)/\(gradient)", found.transposed(0, 1), with: expected.floats(gradient), .loss)
  }
}
