package import BenchCore

/// What a person says about a weights file that the file does not say, or says twice.
package struct WeightsReading: Codable, Sendable, Hashable {
  /// What the names of the wanted model begin with, such as `ema.`, where the file has several models.
  package var prefix: String?
  /// Patterns, as of `fnmatch`, of names of tensors that the model has no place for and may do without.
  package var ignored: [String]
  /// What is between the layers of a perceptron, where neither the weights nor a configuration beside them say it.
  package var activation: Activation?

  /// Nothing is said.
  package init(prefix: String? = nil, ignored: [String] = [], activation: Activation? = nil) {
    self.prefix = prefix
    self.ignored = ignored
    self.activation = activation
  }
}
