import ArgumentParser
import BenchCore
import Foundation
import Sweep

let toolVersion = ToolVersion.current

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

  var defaultValueDescription: String { values.map(\.defaultValueDescription).joined(separator: ",") }
}

/// A share of noisy pairs: `20` and `20%` are percent, `0.2` is a fraction.
struct NoiseRate: ExpressibleByArgument, Sendable, Hashable {
  /// `0...1`.
  var fraction: Double

  init(percent: Double) {
    fraction = percent / 100
  }

  init?(argument: String) {
    let isPercent = argument.hasSuffix("%")
    guard let number = Double(isPercent ? String(argument.dropLast()) : argument), number.isFinite else { return nil }
    // "0.5" is half of the pairs, "50" and "50%" too; "1" is one percent, "1.0" all pairs.
    let isFraction = !isPercent && argument.contains(".") && number <= 1
    fraction = isFraction ? number : number / 100
    guard (0...1).contains(fraction) else { return nil }
  }

  var defaultValueDescription: String { (fraction * 100).formatted() }
}

extension Split: ExpressibleByArgument {
  /// The splits a person may choose.
  public static var allValueStrings: [String] { ["val", "test"] }
}

/// Folders that several commands share.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder that holds the datasets' folders (environment: NCBENCH_DATA).",
      discussion: "synth-pedes is drawn into it when it is not there."))
  var dataRoot: String = ProcessInfo.processInfo.environment["NCBENCH_DATA"] ?? ".cache/data"

  var dataRootURL: URL { URL(filePath: dataRoot, directoryHint: .isDirectory).absoluteURL }
}

/// Writes a line to standard error.
func note(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}
