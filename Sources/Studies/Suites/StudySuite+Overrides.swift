extension StudySuite {
  /// The suite with something else in place of what its studies say.
  ///
  /// `--methods` chooses among the studies' methods: a study of which none is left is dropped, and so is a setting that
  /// was for the others.
  ///
  /// - Throws: `StudyFailure` for values of the arguments that make no sense; `SuiteFailure.methodOfNoStudy`; `SuiteFailure.invalidStudy` for values that make no sense.
  package func overridden(by arguments: StudyArguments) throws -> StudySuite {
    var suite = self
    try arguments.checkNoise()
    try arguments.checkOverrides()
    if let chosen = arguments.methods.given()?.map(StudyRequest.methodID) { try suite.keep(methods: chosen) }
    var others = arguments
    others.methods = []
    for index in suite.studies.indices { others.apply(to: &suite.studies[index].request, in: folder) }
    try suite.check()
    return suite
  }

  private mutating func keep(methods: [String]) throws {
    let known = studies.flatMap(\.request.methodIDs)
    let chosen = methods.flatMap { $0 == "all" ? known : [$0] }
    if let unknown = chosen.first(where: { !known.contains($0) }) {
      throw SuiteFailure.methodOfNoStudy(unknown, file: file, known: Set(known).sorted())
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
