package import Foundation
import Methods

extension StudyArguments {
  /// The names of the options that were given.
  package var given: [String] { StudyOption.declarations(of: self).filter(\.1.isGiven).map(\.name) }

  /// The first given option that a suite leaves to its file.
  package var refusedBesideSuite: String? { given.first(where: StudyOption.ofTheSuite.contains) }

  /// What the options ask for; paths that are not absolute start at `folder`.
  ///
  /// - Throws: `StudyFailure.sameRate`; `StudyFailure.unusable` for an option without another one that it belongs to.
  package func request(in folder: URL) throws -> StudyRequest {
    try checkNoise()
    var request = StudyRequest(methods: [])
    apply(to: &request, in: folder)
    let given = given
    for option in StudyOption.dependent where given.contains(option.name) && !option.isOfUse(request) {
      throw StudyFailure.unusable(option: option.name, needs: option.needs)
    }
    return request
  }

  /// Refuses values that no study of a suite could take.
  ///
  /// - Throws: `StudyFailure.outOfRange` or `repeated`.
  func checkOverrides() throws {
    var arguments = self
    // Whether there is such a method the suite knows.
    arguments.methods = []
    var request = StudyRequest(methods: MethodRegistry.ids)
    arguments.apply(to: &request, in: URL(filePath: "/"))
    try request.validate()
  }

  /// Refuses a noise rate that is listed twice, in the words that are known here alone.
  ///
  /// - Throws: `StudyFailure.repeated`, or `sameRate` where it is written in two ways.
  func checkNoise() throws(StudyFailure) {
    var words: [Double: String] = [:]
    for (rate, word) in noise.flatMap({ zip($0.values, $0.words) }) {
      if let first = words[rate.value] {
        throw first == word ? .repeated("noise rates", value: word) : .sameRate(first, word)
      }
      words[rate.value] = word
    }
  }
}
