import BenchCore
import Datasets
package import Foundation

extension StudySuite {
  /// The suite with something else in place of what its studies say.
  ///
  /// `--methods` and `--datasets` choose among those of the studies, and so does `--noise` where the studies have all of the
  /// rates; other rates are run in place of each study's own. A study of which nothing is left is dropped, and so is a
  /// setting that was for others. Paths that are not absolute start at `folder`.
  ///
  /// - Throws: `StudyFailure` for values of the arguments that make no sense; `SuiteFailure.ofNoStudy` for a method or a dataset that no study has, and
  ///   `nothingLeft` for a choice of no run; `StudyFailure.unusable` for an option that is of no use to any study;
  ///   `SuiteFailure.invalidStudy` for values that make no sense.
  package func overridden(by arguments: StudyArguments, in folder: URL) throws -> StudySuite {
    var suite = self
    try arguments.checkNoise()
    try arguments.checkOverrides()
    var others = arguments
    if let chosen = arguments.methods.given()?.map(StudyRequest.methodID) { try suite.keep(methods: chosen) }
    if let chosen = arguments.datasets.given()?.map(DatasetRegistry.id) { try suite.keep(datasets: chosen) }
    if let rates = arguments.noise.given()?.map(\.value), !rates.isEmpty, Set(rates).isSubset(of: noiseRates) {
      suite.keep(noise: rates)
      others.noise = []
    }
    guard !suite.studies.isEmpty else { throw SuiteFailure.nothingLeft(file: file) }
    (others.methods, others.datasets) = ([], [])
    for index in suite.studies.indices { others.apply(to: &suite.studies[index].request, in: folder) }
    try suite.checkUse(ofGiven: arguments)
    try suite.check()
    return suite
  }

  private var noiseRates: Set<Double> { Set(studies.flatMap(\.request.noiseRates)) }

  private mutating func keep(methods: [String]) throws(SuiteFailure) {
    let known = studies.flatMap(\.request.methodIDs)
    let chosen = methods.flatMap { $0 == "all" ? known : [$0] }
    try check(chosen, are: "method", of: known)
    keep { request in
      request.methods = request.methodIDs.filter(chosen.contains)
      let left = request.methods
      request.settings.removeAll { setting in !left.contains(where: setting.isFor) }
      request.variations.removeAll { setting in !left.contains(where: setting.isFor) }
      return !left.isEmpty
    }
  }

  private mutating func keep(datasets chosen: [String]) throws(SuiteFailure) {
    try check(chosen, are: "dataset", of: studies.flatMap(\.request.datasets))
    keep { request in
      request.datasets = request.datasets.filter(chosen.contains)
      return !request.datasets.isEmpty
    }
  }

  private mutating func keep(noise rates: [Double]) {
    keep { request in
      request.noiseRates = request.noiseRates.filter(rates.contains)
      return !request.noiseRates.isEmpty
    }
  }

  /// Changes the studies, and drops those of which nothing is left.
  private mutating func keep(_ change: (inout StudyRequest) -> Bool) {
    studies = studies.compactMap { study in
      var study = study
      return change(&study.request) ? study : nil
    }
  }

  private func check(_ chosen: [String], are kind: String, of known: [String]) throws(SuiteFailure) {
    guard let unknown = chosen.first(where: { !known.contains($0) }) else { return }
    throw SuiteFailure.ofNoStudy(unknown, kind: kind, file: file, known: Set(known).sorted())
  }

  /// Leaves an option out of the studies that have no use for it.
  private mutating func checkUse(ofGiven arguments: StudyArguments) throws(StudyFailure) {
    let given = arguments.given
    for option in StudyOption.dependent where given.contains(option.name) {
      guard studies.contains(where: { option.isOfUse($0.request) }) else {
        throw StudyFailure.unusable(option: option.name, needs: option.needs)
      }
      for index in studies.indices where !option.isOfUse(studies[index].request) {
        option.drop(&studies[index].request)
      }
    }
  }
}
