package import ArgumentParser
package import BenchCore
package import Checkpoints

/// What a person says about a file of weights that the file does not say, of every command that reads one.
package struct WeightsArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      What is between the layers of a perceptron, where neither the weights nor a configuration beside them say it: \
      quick_gelu as in OpenAI's models, or gelu as in most of OpenCLIP's.
      """),
    completion: .list(Activation.allCases.map(\.rawValue)), transform: one)
  package var activation: Activation?

  @Option(help: "What the names of the wanted model begin with, such as ema., in a file of several models.")
  package var prefix: String?

  @Option(
    help: ArgumentHelp(
      """
      Patterns of names, such as '*.adapter.*', of tensors that the model has no place for and may do without, separated \
      by commas. Can be repeated.
      """, valueName: "patterns"), transform: list)
  package var ignore: [OptionList<String>] = []

  /// Nothing is said.
  package init() {}

  package func validate() throws {
    if let patterns = ignore.given(), patterns.isEmpty || patterns.contains("") {
      throw ValidationError("--ignore needs patterns of names, such as '*.adapter.*', and has an empty one")
    }
  }

  /// What was said, each thing in place of what `reading` says of it.
  package func reading(over reading: WeightsReading = WeightsReading()) -> WeightsReading {
    WeightsReading(
      prefix: prefix ?? reading.prefix, ignored: ignore.given() ?? reading.ignored,
      activation: activation ?? reading.activation)
  }
}
