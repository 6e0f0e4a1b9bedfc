import ArgumentParser
import BenchCore
import Foundation
import Noise
import Studies

/// Values separated by commas, such as `irra-sdm,rde-tal`.
struct CommaSeparated<Element: ExpressibleByArgument & Sendable>: ExpressibleByArgument, Sendable {
  var values: [Element]

  init(_ values: [Element]) {
    self.values = values
  }

  init?(argument: String) {
    values = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let value = Element(argument: part.trimmingCharacters(in: .whitespaces)) else { return nil }
      values.append(value)
    }
  }

  static var defaultCompletionKind: CompletionKind {
    Element.allValueStrings.isEmpty ? .default : .commaSeparated(Element.allValueStrings)
  }

  var defaultValueDescription: String { values.map(\.defaultValueDescription).joined(separator: ",") }
}

extension Array {
  /// The values of all lists, each once, since an option that is given again adds to its list; `nil` where it was not given.
  func given<Value: Equatable>() -> [Value]? where Element == CommaSeparated<Value> {
    isEmpty
      ? nil
      : flatMap(\.values).reduce(into: []) { values, value in
        if !values.contains(value) { values.append(value) }
      }
  }
}

/// A share of noisy pairs: `20` and `20%` are percent, `0.2` is a fraction.
struct NoiseRate: ExpressibleByArgument, Sendable, Hashable {
  /// `0...1`.
  var fraction: Double

  init(percent: Double) {
    fraction = percent / 100
  }

  init?(argument: String) {
    guard let rate = Noise.NoiseRate(typed: argument) else { return nil }
    fraction = rate.value
  }

  var defaultValueDescription: String { (fraction * 100).formatted() }

  /// Parses one rate; throws with the reason.
  static func single(_ text: String) throws -> NoiseRate {
    guard let rate = NoiseRate(argument: text) else {
      throw ValidationError(
        "one noise rate is wanted, \(Noise.NoiseRate.expected(insteadOf: text)), not `\(text)`")
    }
    return rate
  }
}

extension Split: ExpressibleByArgument {
  /// The splits a person may choose.
  public static var allValueStrings: [String] { ["val", "test"] }
}

extension Precision: ExpressibleByArgument {}

/// Folders that several commands share.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder that holds the datasets' folders (environment: NCBENCH_DATA).",
      discussion: "synth-pedes is rendered into it when it is not there."))
  var dataRoot = Self.defaultRoot

  static let defaultRoot = ProcessInfo.processInfo.environment["NCBENCH_DATA"] ?? CacheFolder.path("data")

  var dataRootURL: URL { URL(filePath: dataRoot, directoryHint: .isDirectory).absoluteURL }
}
