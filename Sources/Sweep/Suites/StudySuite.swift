import BenchCore
package import Foundation

/// A whole study as a file describes it (docs/suites.md): several requests that are planned and run as one.
package struct StudySuite: Sendable, Equatable {
  /// One request of a suite.
  package struct Study: Sendable, Equatable {
    /// Its name in messages and listings.
    package internal(set) var name: String?
    /// What it asks for.
    package var request: StudyRequest
    /// Its number in the file, from 1.
    package let number: Int
    /// Where it is in the file.
    package let place: SuitePlace

    /// How messages and listings call it: `study 2, division on and off`, or `study 2`.
    package var title: String { "study \(number)" + (name.map { ", \($0)" } ?? "") }
  }

  /// The file's path as it was given.
  package let file: String
  /// A short name.
  package let name: String
  /// What the studies are for, in a paragraph; empty where the file has none.
  package let description: String
  /// The studies in the order of the file.
  package var studies: [Study]

  /// Reads and checks a suite.
  ///
  /// - Throws: `SuiteFailure` with line and column.
  package init(file: URL) throws {
    let root = try SuiteNode(file: file)
    let fields = try root.fields(of: "a suite", known: ["name", "description", "defaults", "studies"])
    func node(_ key: String) -> SuiteNode? { fields.first { $0.key == key }?.value }
    func required(_ key: String) throws -> SuiteNode {
      guard let node = node(key) else { throw SuiteFailure.missingKey(key, of: "the suite", at: root.place) }
      return node
    }
    self.file = file.relativePath
    name = try required("name").word("name")
    description = try node("description")?.word("description", expected: "a text") ?? ""
    let defaults = try node("defaults")?.fields(of: "defaults", known: StudyOption.defaultKeys) ?? []
    let list = try required("studies")
    guard case .list(let elements) = list.content, !elements.isEmpty else {
      throw list.wrong("studies", expected: "a list of one or more studies (lines that begin with `-`)")
    }
    let folder = file.absoluteURL.deletingLastPathComponent()
    studies = try elements.enumerated().map { index, element in
      try Study(element, number: index + 1, defaults: defaults, folder: folder)
    }
    try checkUse(of: defaults)
    try check()
  }

  /// Checks all that can be checked without data.
  ///
  /// - Throws: `SuiteFailure.invalidStudy` for what `StudyPlanner.check` finds.
  package func check() throws {
    for study in studies { try study.locating { try StudyPlanner.check(study.request) } }
  }

  /// A default setting that no study takes would be a mistake that nobody sees.
  private func checkUse(of defaults: [SuiteField]) throws {
    let ids = studies.flatMap(\.request.methodIDs)
    for list in defaults where list.key == StudyOption.set.rawValue || list.key == StudyOption.vary.rawValue {
      for (field, setting) in zip(
        try list.value.fields(of: list.key), try StudyOption.settings(list.value, key: list.key))
      where !ids.contains(where: setting.isFor) {
        throw SuiteFailure.unusedDefault(field.key, at: field.place, known: Set(ids).sorted())
      }
    }
  }
}

extension StudySuite.Study {
  /// Reads a study and fills what it leaves out.
  fileprivate init(_ node: SuiteNode, number: Int, defaults: [SuiteField], folder: URL) throws {
    self.number = number
    place = node.place
    request = StudyRequest(methods: [])
    let own = try node.fields(of: "a study", known: StudyOption.studyKeys)
    func readAll(_ fields: [SuiteField]) throws {
      for field in fields {
        try StudyOption(rawValue: field.key)?.read(field.value, into: &self, folder: folder)
      }
    }
    // Defaults are read where a study has the key too: what is wrong in them is wrong everywhere.
    try readAll(defaults)
    let shared = (settings: request.settings, variations: request.variations)
    try readAll(own)
    let given = Set((own + defaults).map(\.key))
    guard given.contains(StudyOption.methods.rawValue) else {
      throw SuiteFailure.missingKey("methods", of: title, at: place)
    }
    if request.noiseIndex != nil, !given.contains(StudyOption.injector.rawValue) { request.injector = "index" }
    try dropLonely(own)
    mergeSettings(
      shared.settings, shared.variations, own: Set(own.compactMap { StudyOption(rawValue: $0.key) }))
  }

  /// Refuses a study's keys that belong to others which it does not have; such defaults are for other studies.
  private mutating func dropLonely(_ own: [SuiteField]) throws {
    func refuse(_ key: StudyOption, without needs: String) throws {
      guard let field = own.first(where: { $0.key == key.rawValue }) else { return }
      throw SuiteFailure.lonelyKey(field.key, needs: needs, at: field.place)
    }
    let startsFromFile = if case .file = request.weights { true } else { false }
    if !startsFromFile {
      try refuse(.vocabulary, without: "weights from a file")
      try refuse(.imageSize, without: "weights from a file")
      request.vocabulary = nil
      request.imageSize = nil
    }
    if request.injector != "index" {
      try refuse(.noiseIndex, without: "the injector `index`")
      request.noiseIndex = nil
    }
  }

  /// Adds the default settings that are for this study's methods and that it does not make itself.
  private mutating func mergeSettings(
    _ settings: [FieldSetting], _ variations: [FieldSetting], own: Set<StudyOption>
  ) {
    let ids = request.methodIDs
    func isWanted(_ setting: FieldSetting) -> Bool { ids.contains(where: setting.isFor) }
    if !own.contains(.vary) { request.variations = variations.filter(isWanted) }
    let made = (own.contains(.set) ? request.settings : []) + (own.contains(.vary) ? request.variations : [])
    let kept = settings.filter { setting in
      isWanted(setting) && !made.contains { $0.scope == setting.scope && $0.field == setting.field }
    }
    request.settings = kept + (own.contains(.set) ? request.settings : [])
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
