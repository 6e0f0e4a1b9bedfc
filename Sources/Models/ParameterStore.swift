package import Torch

/// The named parameters and buffers of a model, in the order of their creation.
///
/// Layers ask for their parameters by path, so names equal PyTorch's and nothing is found by reflection. The order of
/// creation fixes which random numbers a parameter starts from.
package final class ParameterStore {
  /// One named tensor.
  package struct Entry {
    /// The full name, such as `base_model.visual.conv1.weight`.
    package let name: String
    /// The values; shared with the layer that uses them.
    package let tensor: Tensor
    /// Whether the optimiser changes it (a parameter), or not (a buffer, such as a running mean).
    package let isTrainable: Bool
  }

  /// All entries in the order of their creation.
  package private(set) var entries: [Entry] = []
  /// Where the tensors live.
  package let device: Device
  private let generator: Generator
  private var indices: [String: Int] = [:]

  /// Creates an empty store; `seed` decides the initial values.
  package init(seed: UInt64, device: Device = .cpu) throws {
    self.device = device
    generator = try Generator(seed: seed)
  }

  /// The path without a prefix.
  package var root: ParameterPath { ParameterPath(store: self, prefix: "") }

  /// The parameters that the optimiser changes.
  package var trainable: [Entry] { entries.filter(\.isTrainable) }

  /// The tensor of a name.
  package subscript(name: String) -> Tensor? { indices[name].map { entries[$0].tensor } }

  /// Creates a parameter.
  func parameter(_ name: String, shape: [Int], initial: Initializer) throws -> Tensor {
    let tensor = try initial.tensor(shape: shape, generator: generator).to(device: device)
    try tensor.setRequiresGradient()
    return try add(name, tensor, isTrainable: true)
  }

  /// Creates a buffer with one value everywhere.
  func buffer(_ name: String, shape: [Int], value: Double, dtype: DType) throws -> Tensor {
    try add(name, .full(shape, value, dtype: dtype, device: device), isTrainable: false)
  }

  private func add(_ name: String, _ tensor: Tensor, isTrainable: Bool) throws -> Tensor {
    guard indices.updateValue(entries.count, forKey: name) == nil else {
      throw ModelError.duplicateParameter(name)
    }
    entries.append(Entry(name: name, tensor: tensor, isTrainable: isTrainable))
    return tensor
  }

  /// Copies of all values, in the order of `entries`.
  package func snapshot() throws -> [Tensor] {
    try entries.map { try $0.tensor.detached().cloned() }
  }

  /// Puts back the values of a `snapshot`.
  package func restore(_ snapshot: [Tensor]) throws {
    for (entry, values) in zip(entries, snapshot) { try entry.tensor.copy(from: values) }
  }

  /// Overwrites all entries with the weights of the same name.
  ///
  /// - Throws: `ModelError.missingParameters` or `.shapeMismatch` before anything is changed.
  /// - Returns: The names in `weights` that the model does not have.
  @discardableResult
  package func load(_ weights: [String: Tensor]) throws -> [String] {
    let missing = entries.filter { weights[$0.name] == nil }.map(\.name)
    guard missing.isEmpty else { throw ModelError.missingParameters(missing) }
    let found = entries.compactMap { entry in weights[entry.name].map { (entry, $0) } }
    for (entry, values) in found {
      let (expected, shape) = try (entry.tensor.shape, values.shape)
      guard shape == expected else {
        throw ModelError.shapeMismatch(name: entry.name, expected: expected, found: shape)
      }
    }
    for (entry, values) in found { try entry.tensor.copy(from: values) }
    return weights.keys.filter { indices[$0] == nil }.sorted()
  }
}

/// A place in a parameter store where a layer puts its parameters.
package struct ParameterPath {
  let store: ParameterStore
  let prefix: String
  var isFrozen = false

  /// The path of a part: `path / "mlp"`.
  package static func / (path: ParameterPath, name: String) -> ParameterPath {
    ParameterPath(store: path.store, prefix: path.name(name), isFrozen: path.isFrozen)
  }

  /// The same place for layers that are never trained: their parameters are buffers of zeros until someone fills them,
  /// and draw no random numbers.
  package var frozen: ParameterPath { ParameterPath(store: store, prefix: prefix, isFrozen: true) }

  /// Creates a parameter under this path.
  package func parameter(_ name: String, _ shape: [Int], _ initial: Initializer) throws -> Tensor {
    if isFrozen { return try buffer(name, shape, value: 0) }
    return try store.parameter(self.name(name), shape: shape, initial: initial)
  }

  /// Creates a buffer under this path.
  package func buffer(_ name: String, _ shape: [Int], value: Double, dtype: DType = .float32) throws -> Tensor {
    try store.buffer(self.name(name), shape: shape, value: value, dtype: dtype)
  }

  /// The parameters under this path that the optimiser changes, by the rest of their names.
  var trainable: [(name: String, tensor: Tensor)] {
    store.trainable.filter { $0.name.hasPrefix(prefix + ".") }
      .map { (String($0.name.dropFirst(prefix.count + 1)), $0.tensor) }
  }

  /// The tensor of a name under this path.
  subscript(name: String) -> Tensor? { store[self.name(name)] }

  private func name(_ part: String) -> String { prefix.isEmpty ? part : "\(prefix).\(part)" }
}

/// How a parameter starts.
package enum Initializer: Sendable {
  case zeros
  case ones
  /// Normal with mean 0.
  case normal(standardDeviation: Double)
  /// Uniform in `[-bound, bound)`.
  case uniform(bound: Double)

  /// PyTorch's default of `Linear` and `Conv2d`, weights and biases alike: `1 / sqrt(fan in)`.
  static func torchDefault(fanIn: Int) -> Initializer { .uniform(bound: 1 / Double(fanIn).squareRoot()) }

  /// Xavier: PyTorch's default of `MultiheadAttention.in_proj_weight`.
  static func xavier(fanIn: Int, fanOut: Int) -> Initializer {
    .uniform(bound: (6 / Double(fanIn + fanOut)).squareRoot())
  }

  func tensor(shape: [Int], generator: Generator) throws -> Tensor {
    switch self {
    case .zeros: try .zeros(shape)
    case .ones: try .ones(shape)
    case .normal(let deviation): try generator.normal(shape, standardDeviation: deviation)
    case .uniform(let bound): try generator.uniform(shape, low: -bound, high: bound)
    }
  }
}
