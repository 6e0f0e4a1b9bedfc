import Foundation
import Metrics

/// Divides every `NAME.f4` of a folder with both settings; writes probabilities to `NAME.SETTING.p` and prints, for
/// each, name, setting, iterations and the least time of nine in milliseconds.
func divide(in folder: URL) throws {
  let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".f4") }.sorted()
  for name in names.map({ String($0.dropLast(3)) }) {
    let losses = try Data(contentsOf: folder.appending(path: "\(name).f4"))
      .withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    for (setting, settings) in [("strict", MixtureSettings.strict), ("loose", .loose)] {
      let division = try CleanDivision(losses: losses, settings: settings)
      try division.cleanProbabilities.withUnsafeBytes { Data($0) }
        .write(to: folder.appending(path: "\(name).\(setting).p"))
      let best = try (0..<9).map { _ in try seconds { _ = try CleanDivision(losses: losses, settings: settings) } }
        .min()
      print(name, setting, division.mixture.iterations, 1000 * (best ?? .nan))
    }
  }
}
