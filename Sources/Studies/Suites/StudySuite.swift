import BenchCore
package import Foundation

/// A whole study as a file describes it (docs/suites.md): several requests that are planned and run as one.
package struct StudySuite: Sendable, Equatable {
  /// One request of a suite.
  package struct Study: Sendable, Equatable {
    /// Its name in messages and listings.
    package let name: String?
    /// What it asks for.
    package var request: StudyRequest
    /// Its number in the file, from 1.
    package let number: Int
    /// Where it is in the file.
    package let place: SuitePlace

    /// How messages and listings call it: `study 2, sample selection on and off`, or `study 2`.
    package var title: String { "study \(number)" + (name.map { ", \($0)" } ?? "") }
  }

  /// Each is read as a command line is, which takes milliseconds.
  private static let studyLimit = 500

  /// The file's path as it was given.
  package let file: String
  /// A short name.
  package let name: String
  /// What the studies are for, in a paragraph; empty where the file has none.
  package let description: String
  /// Where relative paths start.
  let folder: URL
  /// The studies in the order of the file.
  package var studies: [Study]
  /// What a cluster is asked for with each run (docs/cluster.md).
  package let cluster: ClusterSettings

  /// Reads and checks a suite.
  ///
  /// - Throws: `SuiteFailure` with line and column.
  package init(file: URL) throws {
    let root = try SuiteNode(file: file)
    let fields = try root.fields(of: "a suite", known: ["name", "description", "cluster", "defaults", "studies"])
    func node(_ key: String) -> SuiteNode? { fields.first { $0.key == key }?.value }
    func required(_ key: String) throws -> SuiteNode {
      guard let node = node(key) else { throw SuiteFailure.missingKey(key, of: "the suite", at: root.place) }
      return node
    }
    self.file = file.relativePath
    name = try required("name").word("name")
    description = try node("description")?.word("description", expected: "a text") ?? ""
    cluster = try node("cluster").map { try ClusterSettings($0) } ?? ClusterSettings()
    // A label is one configuration's.
    let shareable = StudyOption.all.map(\.name).filter { $0 != "label" }
    let defaults = try node("defaults")?.fields(of: "defaults", known: shareable) ?? []
    let list = try required("studies")
    guard case .list(let elements) = list.content, !elements.isEmpty else {
      throw list.wrong("studies", expected: "a list of one or more studies (lines that begin with `-`)")
    }
    guard elements.count <= Self.studyLimit else {
      throw SuiteFailure.wrongValue(
        of: "studies", found: "\(elements.count)", expected: "a list of at most \(Self.studyLimit) studies",
        at: list.place)
    }
    folder = file.absoluteURL.deletingLastPathComponent()
    // What is wrong in a default is wrong even where every study has the key too.
    let shared = try SuiteValues(defaults)
    studies = try elements.enumerated().map { [folder] index, element in
      try Study(element, number: index + 1, defaults: shared, folder: folder)
    }
    try checkUse(of: defaults)
    try check()
  }

  /// Checks all that can be checked without data.
  ///
  /// - Throws: `SuiteFailure.invalidStudy` for what `StudyPlanner.check` finds.
  package func check() throws {
    var count = 0
    for study in studies {
      try study.locating {
        count += try StudyPlanner.check(study.request)
        try StudyPlanner.check(runCount: Double(count))
      }
    }
  }

  /// A default setting that no study takes would be a mistake that nobody sees.
  private func checkUse(of defaults: [SuiteField]) throws {
    let ids = studies.flatMap(\.request.methodIDs)
    for list in defaults where [SuiteValues.set, SuiteValues.vary].contains(list.key) {
      for (field, setting) in zip(try list.value.fields(of: list.key), try list.value.settings(list.key))
      where !ids.contains(where: setting.isFor) {
        throw SuiteFailure.unusedDefault(field.key, at: field.place, known: Set(ids).sorted())
      }
    }
  }
}

extension StudySuite.Study {
  /// Reads a study and fills what it leaves out.
  fileprivate init(_ node: SuiteNode, number: Int, defaults: SuiteValues, folder: URL) throws {
    self.number = number
    place = node.place
    let fields = try node.fields(of: "a study", known: ["name"] + StudyOption.all.map(\.name))
    name = try fields.first { $0.key == "name" }?.value.word("name")
    let own = try SuiteValues(fields.filter { $0.key != "name" })
    let arguments = try own.arguments(filledWith: defaults)
    request = StudyRequest(methods: [])
    guard !arguments.methods.isEmpty else { throw SuiteFailure.missingKey("methods", of: title, at: place) }
    arguments.apply(to: &request, in: folder)
    try locating { try arguments.checkNoise() }
    // A study's own key must be of use; a default may be for other studies.
    for option in StudyOption.dependent where !option.isOfUse(request) {
      if let field = fields.first(where: { $0.key == option.name }) {
        throw SuiteFailure.unusableKey(option.name, needs: option.needs, at: field.place)
      }
      option.drop(&request)
    }
    setFields(own: own, defaults: defaults)
  }

  /// Takes the study's own settings and the default ones that are for its methods and that it does not make itself.
  private mutating func setFields(own: SuiteValues, defaults: SuiteValues) {
    let ids = request.methodIDs
    func isWanted(_ setting: FieldSetting) -> Bool { ids.contains(where: setting.isFor) }
    request.variations = own.variations ?? (defaults.variations ?? []).filter(isWanted)
    let made = (own.settings ?? []) + (own.variations ?? [])
    let kept = (defaults.settings ?? []).filter { setting in
      isWanted(setting) && !made.contains { $0.scope == setting.scope && $0.field == setting.field }
    }
    request.settings = kept + (own.settings ?? [])
  }

  /// Says of a failure which study it is about.
  func locating<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let failure as any BenchFailure {
      let problem = failure.location.map { "\($0): \(failure.problem)" } ?? failure.problem
      throw SuiteFailure.invalidStudy(title, problem: problem, remedy: failure.remedy, at: place)
    }
  }
}
