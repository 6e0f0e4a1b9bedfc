/// What loading did with each tensor.
package struct LoadReport: Sendable, Equatable {
  /// A position embedding that was made for other images or captions.
  package struct Resized: Sendable, Equatable {
    /// The name in the model.
    package var name: String
    /// Rows and columns of patches, or tokens, in the file.
    package var from: String
    /// Rows and columns of patches, or tokens, in the model.
    package var to: String
    /// What they are: patches or tokens.
    package var unit: String

    package init(name: String, from: String, to: String, unit: String = "patches") {
      self.name = name
      self.from = from
      self.to = to
      self.unit = unit
    }
  }

  /// Parameters of the model that have the file's values, resized ones included.
  package var used: [String] = []
  /// Which of them were resized.
  package var resized: [Resized] = []
  /// Parameters of the model that the file lacks; they keep the values they had.
  package var missing: [String] = []
  /// Tensors of the file that the model has no place for and does not need.
  package var ignored: [String] = []
  /// Tensors that a person left out, by the pattern.
  package var left: [String: [String]] = [:]
  /// Patterns that no tensor without a place matches.
  package var unmatchedPatterns: [String] = []
  /// Loaded parameters with elements that are infinite or no numbers.
  package var notFinite: [String] = []
  /// What opening the file found that every number of these weights is to be shown with.
  package var warnings: [String] = []
  /// What opening the file found worth saying besides, such as who says the activation.
  package var notes: [String] = []

  /// What a reader of numbers that come of these weights must know, a sentence each.
  package var cautions: [String] {
    let leftOut = left.sorted { $0.key < $1.key }.map { pattern, names in
      "parts of the weights were left out by --ignore '\(pattern)': \(Self.list(names))".printable
    }
    let odd = notFinite.isEmpty ? [] : ["weights that are infinite or not a number: \(Self.list(notFinite))"]
    return warnings + leftOut + odd
  }

  /// The patterns that no tensor without a place matches, a sentence each.
  package var unmatched: [String] {
    unmatchedPatterns.map { "no tensor without a place matches --ignore '\($0)'".printable }
  }

  /// What was not written into a converted file, a line each.
  package var omissions: [String] {
    let needless = ignored.isEmpty ? [] : ["note: not needed by CLIP and not written: \(Self.list(ignored))".printable]
    return notes.map { "note: \($0)".printable } + needless + (cautions + unmatched).map { "warning: \($0)" }
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(4).joined(separator: ", ") + (names.count > 4 ? ", ..." : "")
  }

  /// The report in lines for people.
  package var lines: [String] {
    var lines = [
      "weights: \(used.count) used, \(resized.count) resized, \(missing.count) missing, \(ignored.count) ignored"
    ]
    lines += resized.map { "weights: resized \($0.name) from \($0.from) to \($0.to) \($0.unit)" }
    if !missing.isEmpty { lines.append("weights: missing, kept as initialised: \(Self.list(missing))") }
    if !ignored.isEmpty { lines.append("weights: ignored: \(Self.list(ignored))") }
    lines += notes.map { "weights: \($0)" } + unmatched.map { "warning: \($0)" }
    return lines + cautions.map { "warning: \($0)" }
  }
}
