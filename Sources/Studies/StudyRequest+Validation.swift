import Images

extension StudyRequest {
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
    if let length = textLength { try RunTokenizer.check(textLength: length) }
    if let preset = imageAugmentation { _ = try ImageAugmentation(preset: preset) }
    if let rate = learningRate, !(rate > 0 && rate.isFinite) {
      throw StudyFailure.outOfRange("--learning-rate", value: "\(rate)", requirement: "above 0")
    }
  }
}
