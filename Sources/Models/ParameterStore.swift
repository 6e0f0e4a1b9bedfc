package import Torch

/// The named parameters and buffers of a model, in the order of their creation.
///
/// Layers ask for their parameters by path, so names equal PyTorch's and nothing is found by reflection. The order of
/// creation fixes which random numbers a parameter starts from.
package final class ParameterStore {
  /// One named tensor.
  package struct Entry {
    /// What the optimiser does with a tensor.
    package enum Role: Sendable {
      /// It is trained as its group says; `nil` where no path to it declared a group, which no optimiser accepts.
      case parameter(ParameterGroup.Kind, ParameterGroup?)
      /// It is left alone, as a running mean is.
      case buffer
    }

    /// The full name, such as `base_model.visual.conv1.weight`.
    package let name: String
    /// The values; shared with the layer that uses them.
    package let tensor: Tensor
    /// What the optimiser does with it.
    package let role: Role

    /// Whether the optimiser changes it.
    package var isTrainable: Bool {
      if case .parameter = role { true } else { false }
    }
  }

  /// All entries in the order of their creation.
  package private(set) var entries: [Entry] = []
  /// Where the tensors live, counters apart.
  package let device: Device
  /// How the layers compute.
  package let computation: Computation
  private let generator: Generator
  private var indices: [String: Int] = [:]

  /// Creates an empty store; `seed` decides the initial values.
  package init(seed: UInt64, device: Device = .cpu, computation: Computation = Computation()) throws {
    self.device = device
    self.computation = computation
    generator = try Generator(seed: seed)
  }

  /// The path without a prefix.
  package var root: ParameterPath { ParameterPath(store: self, prefix: "") }

  /// The parameters that the optimiser changes.
  package var trainable: [Entry] { entries.filter(\.isTrainable) }

  /// The tensor of a name.
  package subscript(name: String) -> Tensor? { indices[name].map { entries[$0].tensor } }

  func parameter(
    _ name: String, shape: [Int], initial: Initializer, use: ParameterUse, kind: ParameterGroup.Kind,
    group: ParameterGroup?
  ) throws -> Tensor {
    let type = use == .product ? computation.parameterType : .float32
    let tensor = try initial.tensor(shape: shape, generator: generator).to(type, device: device)
    try tensor.setRequiresGradient()
    return try add(name, tensor, .parameter(kind, group))
  }

  /// A tensor with one value everywhere; a single whole number, which only counts, stays on the host: to look at it there
  /// costs no wait for the device.
  func buffer(_ name: String, shape: [Int], value: Double, dtype: DType) throws -> Tensor {
    let isCounter = shape.isEmpty && dtype == .int64
    return try add(name, .full(shape, value, dtype: dtype, device: isCounter ? .cpu : device), .buffer)
  }

  private func add(_ name: String, _ tensor: Tensor, _ role: Entry.Role) throws -> Tensor {
    guard indices.updateValue(entries.count, forKey: name) == nil else {
      throw ModelFailure.duplicateParameter(name)
    }
    entries.append(Entry(name: name, tensor: tensor, role: role))
    return tensor
  }

  /// Copies of all values, in the order of `entries`.
  package func snapshot() throws -> [Tensor] {
    try entries.map { try $0.tensor.detached().cloned() }
  }

  /// Puts back the values of a `snapshot`, which takes the present ones; one tensor at a time, so that no third copy of
  /// the model is in memory.
  package func exchange(with snapshot: [Tensor]) throws {
    for (entry, values) in zip(entries, snapshot) {
      let present = try entry.tensor.detached().cloned()
      try entry.tensor.copy(from: values)
      try values.copy(from: present)
    }
  }

  /// Overwrites all entries with the weights of the same name.
  ///
  /// - Throws: `ModelFailure.missingParameters` or `.shapeMismatch` before anything is changed.
  /// - Returns: The names in `weights` that the model does not have.
  @discardableResult
  package func load(_ weights: [String: Tensor]) throws -> [String] {
    let missing = entries.filter { weights[$0.name] == nil }.map(\.name)
    guard missing.isEmpty else { throw ModelFailure.missingParameters(missing) }
    let found = entries.compactMap { entry in weights[entry.name].map { (entry, $0) } }
    for (entry, values) in found {
      let (expected, shape) = try (entry.tensor.shape, values.shape)
      guard shape == expected else {
        throw ModelFailure.shapeMismatch(name: entry.name, expected: expected, found: shape)
      }
    }
    for (entry, values) in found { try entry.tensor.copy(from: values) }
    return weights.keys.filter { indices[$0] == nil }.sorted()
  }
}

/// A place in a parameter store where a layer puts its parameters, and the group that these are in.
package struct ParameterPath {
  let store: ParameterStore
  private(set) var prefix: String
  private var isFrozen = false
  private var declaredGroup: ParameterGroup?

  init(store: ParameterStore, prefix: String) {
    self.store = store
    self.prefix = prefix
  }

  /// The path of a part, in the same group: `path / "mlp"`.
  package static func / (path: ParameterPath, name: String) -> ParameterPath {
    var part = path
    part.prefix = path.name(name)
    return part
  }

  /// The same place for layers that are never trained: their parameters are buffers of zeros until someone fills them,
  /// and draw no random numbers.
  package var frozen: ParameterPath {
    var path = self
    path.isFrozen = true
    return path
  }

  /// The same place for parameters of a group. A group that a part declares inside takes the place of this one.
  package func group(_ group: ParameterGroup) -> ParameterPath {
    var path = self
    path.declaredGroup = group
    return path
  }

  /// How the layers of the store compute.
  package var computation: Computation { store.computation }

  /// Creates a weight of a shape, or anything else that is trained and no bias.
  ///
  /// - Throws: `ModelFailure.duplicateParameter` for a name that is taken.
  package func parameter(
    _ name: String, _ shape: [Int], _ initial: Initializer, use: ParameterUse = .other
  ) throws -> Tensor {
    try parameter(name, shape, initial, use, .weight)
  }

  /// Creates a bias, which has a learning rate and a weight decay of its own.
  ///
  /// - Throws: `ModelFailure.duplicateParameter` for a name that is taken.
  package func bias(
    _ name: String, _ shape: [Int], _ initial: Initializer, use: ParameterUse = .other
  ) throws -> Tensor {
    try parameter(name, shape, initial, use, .bias)
  }

  private func parameter(
    _ name: String, _ shape: [Int], _ initial: Initializer, _ use: ParameterUse, _ kind: ParameterGroup.Kind
  ) throws -> Tensor {
    if isFrozen { return try buffer(name, shape, value: 0) }
    return try store.parameter(
      self.name(name), shape: shape, initial: initial, use: use, kind: kind, group: declaredGroup)
  }

  /// Creates a tensor with one value everywhere that the optimiser leaves alone.
  ///
  /// - Throws: `ModelFailure.duplicateParameter` for a name that is taken.
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

/// What a parameter takes part in, which decides its type in each precision.
package enum ParameterUse: Sendable {
  /// Products: linear maps, convolutions and projections, biases included.
  case product
  /// Everything else: normalisation and embeddings.
  case other
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

  /// Kaiming's normal distribution before a ReLU, scaled by what goes out: torchvision's of convolutions.
  static func kaiming(fanOut: Int) -> Initializer { .normal(standardDeviation: (2 / Double(fanOut)).squareRoot()) }

  func tensor(shape: [Int], generator: Generator) throws -> Tensor {
    switch self {
    case .zeros: try .zeros(shape)
    case .ones: try .ones(shape)
    case .normal(let deviation): try generator.normal(shape, standardDeviation: deviation)
    case .uniform(let bound): try generator.uniform(shape, low: -bound, high: bound)
    }
  }
}
