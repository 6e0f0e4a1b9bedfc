/// The named tensors of a pickle, wherever the code that saved it put them, and what else it says in plain values.
struct StateDictionary {
  /// The tensors, in order. Those of several models in dictionaries of their own are named by the keys to them.
  private(set) var tensors: [(name: String, tensor: PickleGraph.Tensor)] = []
  /// The keys to the dictionary of the tensors, such as `state_dict.`, where there is one; they are in no name.
  private(set) var keys = ""
  /// Tensors in other dictionaries that may belong to the model: no scalars, whole numbers or state of an optimiser.
  private(set) var beside: [String] = []
  /// Objects among the tensors, and their classes.
  private(set) var objects: [(name: String, className: String)] = []
  /// Numbers and texts beside the tensors, such as the epoch.
  private(set) var remarks: [String: String] = [:]
  private let graph: PickleGraph
  private var visits = 0
  private var pathBytes = 0

  /// A module tree of a billion paths may fit in a kilobyte; no model has this many attributes.
  private static let visitLimit = 1 << 18
  private static let depthLimit = 64
  private static let nameLimit = 256
  /// The names of all modules and attributes together.
  private static let pathLimit = 32 << 20
  /// Dictionaries in dictionaries; the weights of training code are some three deep.
  private static let nestingLimit = 16

  /// Where training code keeps the weights, the usual names first; matters for files of other models than CLIP.
  private static let wrappers = ["model", "state_dict", "model_state_dict", "net", "module"]

  /// Words in the keys to tensors that no model's outputs depend on: the state of training.
  private static let trainingState = [
    "optim", "opt", "sched", "scaler", "amp", "callback", "loops", "rng", "random", "args", "config", "hyper",
    "metric", "meter", "history", "queue", "logs", "sampler",
  ]

  /// A dictionary of the pickle, and how it is reached.
  private struct Node {
    let dictionary: Int
    let parent: Int?
    let key: String
    let depth: Int
    var tensorCount = 0
    var isCLIP = false
  }

  /// Finds the tensors of a state dictionary, of a checkpoint that wraps one, or of a TorchScript module.
  ///
  /// Of several dictionaries with tensors it is the one with a CLIP. Where several have one, all are taken.
  ///
  /// - Throws: `PickleReader.Failure.noTensors` where there are none, `excessive` where the attributes never end.
  init(_ graph: PickleGraph) throws(PickleReader.Failure) {
    self.graph = graph
    if case .object = graph.root {
      try collect(graph.root, path: "", depth: 0)
    } else if case .opaque(let index) = graph.root {
      throw .forbidden(graph.classes[index])
    } else if case .global(.opaque(let index)) = graph.root {
      throw .forbidden(graph.classes[index])
    } else {
      try search()
    }
    guard !tensors.isEmpty else { throw .noTensors }
    var seen: Set<String> = []
    if let twice = tensors.first(where: { !seen.insert($0.name).inserted }) {
      throw .damaged("it has two tensors named \(twice.name)")
    }
  }

  // MARK: - Dictionaries

  private mutating func search() throws(PickleReader.Failure) {
    let nodes = nodes()
    let models = nodes.indices.filter { nodes[$0].isCLIP }
    if models.count > 1 {
      for model in models { try take(model, of: nodes, under: path(to: model, in: nodes)) }
    } else if let chosen = models.first ?? fallback(nodes) {
      keys = path(to: chosen, in: nodes)
      try take(chosen, of: nodes, under: "")
    }
    // What is said on the way to the weights, the nearest last.
    var way: [Int] = []
    var next = models.count > 1 ? models.first : models.first ?? fallback(nodes)
    while let node = next {
      way.append(node)
      next = nodes[node].parent
    }
    for node in way.reversed() {
      for (name, value) in graph.members(of: .dictionary(nodes[node].dictionary)) ?? [] {
        remarks[name] = graph.text(of: value)
      }
    }
    let taken = Set(models.isEmpty ? fallback(nodes).map { [$0] } ?? [] : models)
    for index in nodes.indices where !taken.contains(index) { try look(beside: index, in: nodes) }
  }

  /// All dictionaries that keys lead to, each once, outer ones first.
  private func nodes() -> [Node] {
    guard case .dictionary(let root) = graph.root else { return [] }
    var nodes = [Node(dictionary: root, parent: nil, key: "", depth: 0)]
    var seen: Set<Int> = [root]
    var next = 0
    while next < nodes.count {
      let node = nodes[next]
      for (name, value) in graph.members(of: .dictionary(node.dictionary)) ?? [] {
        switch value {
        case .tensor:
          nodes[next].tensorCount += 1
          nodes[next].isCLIP = nodes[next].isCLIP || TensorNames.isMarker(name)
        case .dictionary(let inner)
        where node.depth < Self.nestingLimit && name.utf8.count <= Self.nameLimit && seen.insert(inner).inserted:
          nodes.append(Node(dictionary: inner, parent: next, key: name, depth: node.depth + 1))
        default: break
        }
      }
      next += 1
    }
    return nodes
  }

  /// The dictionary of a model that is no CLIP: the usual name's, else the one with most tensors.
  private func fallback(_ nodes: [Node]) -> Int? {
    let full = nodes.indices.filter { nodes[$0].tensorCount > 0 }
    if nodes.first?.tensorCount ?? 0 > 1 { return 0 }
    for name in Self.wrappers {
      if let node = full.last(where: { nodes[$0].key == name && nodes[$0].depth == 1 }) { return node }
    }
    return full.max { nodes[$0].tensorCount < nodes[$1].tensorCount }
  }

  /// The keys to a dictionary, each with a full stop.
  private func path(to node: Int, in nodes: [Node]) -> String {
    var keys: [String] = []
    var next: Int? = node
    while let index = next, let parent = nodes[index].parent {
      keys.append("\(nodes[index].key).")
      next = parent
    }
    return keys.reversed().joined()
  }

  private mutating func take(_ node: Int, of nodes: [Node], under path: String) throws(PickleReader.Failure) {
    for (name, value) in graph.members(of: .dictionary(nodes[node].dictionary)) ?? [] {
      switch value {
      case .tensor(let index):
        try pay(path.isEmpty ? 0 : path.utf8.count + name.utf8.count)
        tensors.append((path + name, graph.tensors[index]))
      case .opaque(let index):
        try pay(path.utf8.count + name.utf8.count)
        objects.append((path + name, graph.classes[index]))
      default: break
      }
    }
  }

  /// Notes the tensors of another dictionary that may be parts of the model.
  private mutating func look(beside node: Int, in nodes: [Node]) throws(PickleReader.Failure) {
    guard nodes[node].tensorCount > 0 else { return }
    let path = path(to: node, in: nodes)
    guard !Self.isTrainingState(path) else { return }
    for case (let name, .tensor(let index)) in graph.members(of: .dictionary(nodes[node].dictionary)) ?? [] {
      let tensor = graph.tensors[index]
      guard !tensor.shape.isEmpty, graph.storages[tensor.storage].type.isFloatingPoint, !Self.isTrainingState(name)
      else { continue }
      try pay(path.utf8.count + name.utf8.count)
      beside.append(path + name)
    }
  }

  private static func isTrainingState(_ keys: String) -> Bool {
    keys.split(separator: ".").contains { key in trainingState.contains { key.lowercased().hasPrefix($0) } }
  }

  /// Counts bytes of names.
  private mutating func pay(_ count: Int) throws(PickleReader.Failure) {
    pathBytes += count
    guard pathBytes <= Self.pathLimit else {
      throw .excessive("its dictionaries give more than \(Self.pathLimit) bytes of names, the limit")
    }
  }

  // MARK: - Modules

  /// Adds the tensors of a module and its submodules under their dotted names.
  private mutating func collect(_ value: PickleValue, path: String, depth: Int) throws(PickleReader.Failure) {
    visits += 1
    pathBytes += path.utf8.count
    for (what, count, limit) in [
      ("deep", depth, Self.depthLimit), ("attributes", visits, Self.visitLimit),
      ("bytes of names", pathBytes, Self.pathLimit),
    ] where count > limit {
      throw .excessive("its modules contain each other without end: more than \(limit) \(what), the limit")
    }
    switch value {
    case .tensor(let index): tensors.append((path, graph.tensors[index]))
    case .object(let index):
      for (name, value) in graph.objects[index].attributes {
        guard name.utf8.count <= Self.nameLimit else { throw .damaged("it has an attribute with an endless name") }
        try collect(value, path: path.isEmpty ? name : "\(path).\(name)", depth: depth + 1)
      }
    default: break
    }
  }
}
