import Datasets
import Images
import Methods

extension StudyRequest {
  /// Whether it is left to whoever runs it what training starts from.
  package var leavesWeightsOpen: Bool {
    do {
      try checkWeights()
      return false
    } catch { return true }
  }

  /// Refuses training on images that were not rendered here unless somebody said what it starts from: from random
  /// weights the numbers have nothing to do with the papers'.
  ///
  /// - Throws: `StudyFailure.noWeights`, and `DatasetFailure` for an unknown dataset.
  func checkWeights() throws {
    guard methodIDs.contains(where: { $0 != ExternalMethod.id }) else { return }
    for family in families where startingPoint(of: family) == .automatic {
      for name in datasets {
        let info = try DatasetRegistry.info(named: name)
        guard info.isStandIn else { throw StudyFailure.noWeights(dataset: info.id, family: family) }
      }
    }
  }

  /// Refuses ways of computing that were made for transformers.
  ///
  /// - Throws: `StudyFailure.notForNetwork`.
  func checkArithmetic() throws {
    for id in methodIDs {
      guard let family = try? MethodRegistry.method(id).info.family, let reason = family.wholeBatchReason else {
        continue
      }
      if microBatchSize != nil { throw StudyFailure.notForNetwork("--micro-batch", method: id, reason: reason) }
      if precision == .paper {
        throw StudyFailure.notForNetwork(
          "--precision paper", method: id, reason: "it is how CLIP's official code computes; its own code has fp32")
      }
    }
  }

  /// Refuses empty and repeated lists, and numbers and presets that make no sense.
  ///
  /// - Throws: `StudyFailure`, and `ImageFailure` for an unknown preset.
  func validate() throws {
    for (name, values) in [
      ("datasets", datasets), ("methods", methodIDs), ("noise rates", noiseRates.map(\.description)),
      ("seeds", seeds.map(\.description)),
    ] {
      guard !values.isEmpty else { throw StudyFailure.nothing(name) }
      var seen: Set<String> = []
      if let repeated = values.first(where: { !seen.insert($0).inserted }) {
        throw StudyFailure.repeated(name, value: repeated)
      }
    }
    for (name, value) in [
      ("--epochs", epochs), ("--batch-size", batchSize), ("--threads", threads),
      ("--micro-batch", microBatchSize),
    ] {
      if let value, value < 1 { throw StudyFailure.outOfRange(name, value: "\(value)", requirement: "1 or more") }
    }
    try checkArithmetic()
    if let length = textLength { try RunTokenizer.check(textLength: length) }
    if let preset = imageAugmentation { _ = try ImageAugmentation(preset: preset) }
    if let rate = learningRate, !(rate > 0 && rate.isFinite) {
      throw StudyFailure.outOfRange("--learning-rate", value: "\(rate)", requirement: "above 0")
    }
  }
}
