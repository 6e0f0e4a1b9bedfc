package import ArgumentParser
package import BenchCore
package import Checkpoints
import Foundation

/// What a person says about a file of weights that the file does not say, of every command that reads one.
package struct WeightsArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      What is between the layers of a perceptron, where neither the weights nor a configuration beside them say it: \
      quick_gelu as in OpenAI's models, or gelu as in most of OpenCLIP's.
      """),
    completion: .list(Activation.allCases.map(\.rawValue)), transform: activation)
  package var activation: Activation?

  @Option(help: "What the names of the wanted model begin with, such as ema., in a file of several models.")
  package var prefix: String?

  @Option(
    help: ArgumentHelp(
      """
      Patterns of names, such as '*.adapter.*', of tensors that the model has no place for and may do without, separated \
      by commas. Can be repeated.
      """, valueName: "patterns"))
  package var ignore: [String] = []

  /// Nothing is said.
  package init() {}

  /// What was said, each thing in place of what `reading` says of it.
  package func reading(over reading: WeightsReading = WeightsReading()) -> WeightsReading {
    let patterns = ignore.flatMap { $0.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) } }
    return WeightsReading(
      prefix: prefix ?? reading.prefix, ignored: patterns.isEmpty ? reading.ignored : patterns,
      activation: activation ?? reading.activation)
  }

  private static func activation(_ text: String) throws -> Activation {
    guard let activation = Activation(option: text) else {
      throw ValidationError("must be \(Activation.expected), not `\(text)`")
    }
    return activation
  }
}
