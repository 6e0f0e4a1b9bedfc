import ArgumentParser
import BenchCore

/// The keys of a study or of `defaults`, each read as the option of its name.
struct SuiteValues {
  static let set = "set"
  static let vary = "vary"

  /// The fields of methods that are set, and those that vary; `nil` where there is no such key.
  let settings: [FieldSetting]?
  let variations: [FieldSetting]?
  /// What a person would type, by key.
  private let words: [String: [String]]

  /// Reads the fields, whose keys are options.
  ///
  /// - Throws: `SuiteFailure.wrongValue` with the place of the value.
  init(_ fields: [SuiteField]) throws(SuiteFailure) {
    func settings(_ key: String) throws(SuiteFailure) -> [FieldSetting]? {
      guard let field = fields.first(where: { $0.key == key }) else { return nil }
      return try field.value.settings(key)
    }
    self.settings = try settings(Self.set)
    variations = try settings(Self.vary)
    var words: [String: [String]] = [:]
    for field in fields {
      guard let option = StudyOption.all.first(where: { $0.name == field.key }) else { continue }
      words[field.key] = try option.words(for: field.value)
    }
    self.words = words
  }

  /// The arguments of these words, and of others where a key is missing.
  func arguments(filledWith defaults: SuiteValues) throws -> StudyArguments {
    try StudyArguments.parse(defaults.words.merging(words) { $1 }.sorted { $0.key < $1.key }.flatMap(\.value))
  }
}

extension StudyOption {
  /// What a person would type in place of a value; `nil` for fields of methods, which a suite merges.
  fileprivate func words(for node: SuiteNode) throws(SuiteFailure) -> [String]? {
    switch kind {
    case .fields: return nil
    case .flag:
      let isOn = try node.value(name, expected: "true or false") { Bool($0) }
      return [isOn ? "--\(name)" : "--no-\(name)"]
    case .one(let text):
      return ["--\(name)=" + (try node.word(name, of: text))]
    case .several(let text):
      return try node.elements.map { element throws(SuiteFailure) in
        "--\(name)=" + (try element.word(name, of: text))
      }
    case .list(let text):
      let values = try node.elements.map { element throws(SuiteFailure) in
        try element.word(name, of: text)
      }
      // The argument parser takes no empty word.
      return ["--\(name)=" + (values.isEmpty ? " " : values.joined(separator: ","))]
    }
  }
}

extension SuiteNode {
  /// A text that an option takes.
  fileprivate func word(_ key: String, of option: OptionText) throws(SuiteFailure) -> String {
    let text = try word(key, expected: option.expected(""))
    guard option.accepts(text) else { throw wrong(key, expected: option.expected(text)) }
    return text
  }

  /// The settings of `set` or `vary`.
  func settings(_ key: String) throws(SuiteFailure) -> [FieldSetting] {
    try fields(of: key).map { field throws(SuiteFailure) in
      let values = try field.value.elements.map { value throws(SuiteFailure) in try value.fieldValue(field.key) }
      guard let setting = FieldSetting(name: field.key, values: values) else {
        let expected = "a field such as rde.margin with a value"
        throw .wrongValue(of: key, found: "`\(field.key)`", expected: expected, at: field.place)
      }
      return setting
    }
  }
}
