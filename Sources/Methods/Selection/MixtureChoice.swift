/// How the mixture that divides the losses is fitted.
package enum MixtureChoice: String, Codable, Sendable, CaseIterable {
  /// As the reference: `strict` where the true noise rate is above 0.4 or the dataset is RSTPReid, else `loose`.
  case reference
  /// At most 100 iterations, tolerance 1e-4, covariance floor 1e-6.
  case strict
  /// At most 10 iterations, tolerance 1e-2, covariance floor 5e-4.
  case loose

  /// The choice with nothing left to the study's facts.
  func resolved(for study: StudyFacts) -> MixtureChoice {
    guard self == .reference else { return self }
    return study.noiseRate > 0.4 || study.datasetID == "RSTPReid" ? .strict : .loose
  }
}
