import ArgumentParser

extension NoiseRate {
  /// Parses one rate.
  ///
  /// - Throws: `ValidationError` with the reason.
  static func single(_ text: String) throws -> NoiseRate {
    let rates = try list(text)
    guard rates.count == 1, let rate = rates.first else {
      throw ValidationError("one noise rate is wanted, not `\(text)`")
    }
    return rate
  }
}
