/// What is between the two layers of a transformer block's perceptron.
public enum Activation: String, Codable, Sendable, CaseIterable {
  /// `x * sigmoid(1.702 x)`: OpenAI's CLIP.
  case quickGELU = "quick_gelu"
  /// `x * Phi(x)` with the exact normal distribution: most of OpenCLIP's models.
  case gelu
}
