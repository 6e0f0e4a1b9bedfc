/// What a person changes in all studies of a suite at once; `nil` keeps what the suite says.
package struct SuiteOverrides: Sendable, Equatable {
  /// Shares of noisy pairs, `0...1`.
  package var noiseRates: [Double]?
  /// Seeds of runs.
  package var seeds: [UInt64]?
  /// Passes over the training pairs.
  package var epochs: Int?
  /// The only methods to run.
  package var methods: [String]?

  /// Changes nothing.
  package init() {}
}

extension StudySuite {
  /// The suite with something else in place of what its studies say.
  ///
  /// `methods` chooses among the studies' methods: a study of which none is left is dropped, and so is a setting that
  /// was for the others.
  ///
  /// - Throws: `SuiteFailure.methodOfNoStudy`; `SuiteFailure.invalidStudy` for values that make no sense.
  package func overridden(by overrides: SuiteOverrides) throws -> StudySuite {
    var suite = self
    if let chosen = overrides.methods { try suite.keep(methods: chosen) }
    for index in suite.studies.indices {
      if let rates = overrides.noiseRates { suite.studies[index].request.noiseRates = rates }
      if let seeds = overrides.seeds { suite.studies[index].request.seeds = seeds }
      if let epochs = overrides.epochs { suite.studies[index].request.epochs = epochs }
    }
    try suite.check()
    return suite
  }

  private mutating func keep(methods: [String]) throws {
    let known = studies.flatMap(\.request.methodIDs)
    let chosen = methods.flatMap { $0 == "all" ? known : [$0] }
    if let stranger = chosen.first(where: { !known.contains($0) }) {
      throw SuiteFailure.methodOfNoStudy(stranger, file: file, known: Set(known).sorted())
    }
    studies = studies.compactMap { study in
      var study = study
      study.request.methods = study.request.methodIDs.filter(chosen.contains)
      let left = study.request.methods
      study.request.settings.removeAll { setting in !left.contains(where: setting.isFor) }
      study.request.variations.removeAll { setting in !left.contains(where: setting.isFor) }
      return left.isEmpty ? nil : study
    }
  }
}
