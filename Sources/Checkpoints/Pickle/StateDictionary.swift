/// The named tensors of a pickle, wherever the code that saved it put them, and what else it says in plain values.
struct StateDictionary {
  /// The tensors, in order. Those of several models in dictionaries of their own are named by the keys to them.
  private(set) var tensors: [(name: String, tensor: PickleGraph.Tensor)] = []
  /// The keys to the dictionary of the tensors, such as `state_dict.`, where there is one; they are in no name.
  private(set) var keys = ""
  /// Tensors in other containers that may belong to the model: not the state of training.
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

  /// Where training code keeps the weights, the usual names first; matters for files of other models than CLIP.
  private static let wrappers = ["model", "state_dict", "model_state_dict", "net", "module"]

  /// Whole keys to what no model's outputs depend on: the state of training.
  private static let trainingKeys: Set<String> = [
    "opt", "optim", "amp", "loops", "random", "random_state", "random_states", "args", "cfg", "config", "configs",
    "hparams", "hyper_parameters", "hyperparameters", "metric", "metrics", "meter", "meters", "history", "queue",
    "logs", "sched", "scaler",
  ]

  /// Words of such keys that parts of no model have.
  private static let trainingWords: Set<String> = [
    "optimizer", "optimizers", "optimiser", "optimisers", "scheduler", "schedulers", "rng", "callback", "callbacks",
    "sampler",
  ]

  /// What `torch.nn.Module` keeps its parts in, which is in none of their names.
  private static let moduleParts: Set<String> = ["_parameters", "_buffers", "_modules"]

  /// A container of the pickle, and how it is reached.
  private struct Node {
    let value: PickleValue
    let parent: Int?
    let key: String
    let depth: Int
    /// The bytes of the keys to it and their full stops.
    let pathBytes: Int
    /// Whether it is an object of a class that is not read, or in one.
    let isInObject: Bool
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
      throw .forbidden(graph.className(ofOpaque: index))
    } else if case .global(.opaque(let index)) = graph.root {
      throw .forbidden(graph.classes[index])
    } else {
      try search()
    }
    guard !tensors.isEmpty else {
      let array = graph.opaques.first { Self.isArray(graph.classes[$0.classIndex]) }
      throw array.map { .forbidden(graph.classes[$0.classIndex]) } ?? .noTensors
    }
    var seen: Set<String> = []
    if let twice = tensors.first(where: { !seen.insert($0.name).inserted }) {
      throw .damaged("it has two tensors named \(twice.name)")
    }
  }

  // MARK: - Dictionaries

  private mutating func search() throws(PickleReader.Failure) {
    let nodes = nodes()
    let models = nodes.indices.filter { nodes[$0].isCLIP }
    let chosen = models.isEmpty ? fallback(nodes).map { [$0] } ?? [] : models
    if chosen.isEmpty, let inner = nodes.indices.first(where: { nodes[$0].tensorCount > 0 && nodes[$0].isInObject }) {
      throw .forbidden(outermostClass(around: inner, in: nodes))
    }
    if chosen.count > 1 {
      for model in chosen { try take(model, of: nodes, under: path(to: model, in: nodes)) }
    } else if let model = chosen.first {
      keys = try path(to: model, in: nodes)
      try take(model, of: nodes, under: "")
    }
    // What is said on the way to the weights, the nearest last.
    var way: Set<Int> = []
    for model in chosen {
      var next: Int? = model
      while let node = next, way.insert(node).inserted { next = nodes[node].parent }
    }
    for node in way.sorted() {
      for (name, value) in graph.members(of: nodes[node].value) ?? [] { remarks[name] = graph.text(of: value) }
    }
    var isSkipped = [Bool](repeating: false, count: nodes.count)
    for index in nodes.indices where !way.contains(index) {
      if let parent = nodes[index].parent {
        // An object in the weights' own dictionary is refused as such.
        let isKnown = if case .opaque = nodes[index].value { chosen.contains(parent) } else { false }
        isSkipped[index] = isSkipped[parent] || isKnown || Self.isTrainingState(nodes[index].key)
      }
      if !isSkipped[index] { try look(beside: index, in: nodes, isOnWay: false) }
    }
    for index in way.subtracting(chosen).sorted() { try look(beside: index, in: nodes, isOnWay: true) }
  }

  /// What a container holds, each with its key in words; elements without a meaning for weights are left out.
  private func contents(of node: Node) -> [(key: String, value: PickleValue)] {
    func holds(_ value: PickleValue) -> Bool {
      switch value {
      case .tensor, .dictionary, .sequence, .opaque: true
      default: false
      }
    }
    switch node.value {
    case .dictionary(let index):
      return graph.dictionaries[index].filter { holds($0.value) }.map { key, value in
        let name = words(key)
        return (node.isInObject && Self.moduleParts.contains(name) ? "" : name, value)
      }
    case .sequence(let index):
      return graph.sequences[index].enumerated().filter { holds($0.element) }.map { ("\($0.offset)", $0.element) }
    case .opaque(let index):
      return graph.opaques[index].contents.map { (words($0.key), $0.value) }
    default: return []
    }
  }

  /// A key as a name; that of a tuple has its first elements.
  private func words(_ key: PickleValue) -> String {
    switch key {
    case .none: ""
    case .sequence(let index):
      "(\(graph.sequences[index].prefix(4).map { String((graph.text(of: $0) ?? "?").prefix(64)) }.joined(separator: ", ")))"
    default: graph.text(of: key) ?? "?"
    }
  }

  /// All containers that keys lead to, each once, outer ones first.
  private func nodes() -> [Node] {
    var nodes = [
      Node(value: graph.root, parent: nil, key: "", depth: 0, pathBytes: 0, isInObject: false)
    ]
    var seen: (dictionaries: Set<Int>, sequences: Set<Int>, opaques: Set<Int>) = ([], [], [])
    func isNew(_ value: PickleValue) -> Bool {
      switch value {
      case .dictionary(let index): seen.dictionaries.insert(index).inserted
      case .sequence(let index): seen.sequences.insert(index).inserted
      case .opaque(let index): seen.opaques.insert(index).inserted
      default: false
      }
    }
    guard isNew(graph.root) else { return [] }
    var next = 0
    while next < nodes.count {
      let node = nodes[next]
      let isDictionary = if case .dictionary = node.value { !node.isInObject } else { false }
      for (name, value) in contents(of: node) {
        if case .tensor = value {
          nodes[next].tensorCount += 1
          nodes[next].isCLIP = nodes[next].isCLIP || isDictionary && TensorNames.isMarker(name)
        } else if isNew(value) {
          let isObject = if case .opaque = value { true } else { false }
          nodes.append(
            Node(
              value: value, parent: next, key: name, depth: node.depth + 1,
              pathBytes: node.pathBytes + name.utf8.count + 1, isInObject: node.isInObject || isObject))
        }
      }
      next += 1
    }
    return nodes
  }

  /// The class of the outermost object around a container.
  private func outermostClass(around node: Int, in nodes: [Node]) -> String {
    var (found, next) = ("", Optional(node))
    while let index = next {
      if case .opaque(let object) = nodes[index].value { found = graph.className(ofOpaque: object) }
      next = nodes[index].parent
    }
    return found
  }

  /// The dictionary of a model that is no CLIP: the usual name's, else the one with most tensors.
  private func fallback(_ nodes: [Node]) -> Int? {
    let full = nodes.indices.filter { index in
      guard case .dictionary = nodes[index].value else { return false }
      return nodes[index].tensorCount > 0 && !nodes[index].isInObject
    }
    if full.first == 0, nodes[0].tensorCount > 1 { return 0 }
    for name in Self.wrappers {
      if let node = full.last(where: { nodes[$0].key == name && nodes[$0].depth == 1 }) { return node }
    }
    return full.max { nodes[$0].tensorCount < nodes[$1].tensorCount }
  }

  /// The keys to a container, each with a full stop.
  private mutating func path(to node: Int, in nodes: [Node]) throws(PickleReader.Failure) -> String {
    try pay(nodes[node].pathBytes)
    var keys: [String] = []
    var next: Int? = node
    while let index = next, let parent = nodes[index].parent {
      if !nodes[index].key.isEmpty { keys.append("\(nodes[index].key).") }
      next = parent
    }
    return keys.reversed().joined()
  }

  private mutating func take(_ node: Int, of nodes: [Node], under path: String) throws(PickleReader.Failure) {
    for (name, value) in contents(of: nodes[node]) {
      switch value {
      case .tensor(let index):
        try pay(path.isEmpty ? 0 : path.utf8.count + name.utf8.count)
        tensors.append((path + name, graph.tensors[index]))
      case .opaque(let index):
        let className = graph.className(ofOpaque: index)
        // Settings of training and numbers of results may lie among the tensors.
        guard !Self.isTrainingState(name), name.contains(".") || !className.hasSuffix("multiarray.scalar") else {
          continue
        }
        try pay(path.utf8.count + name.utf8.count)
        objects.append((path + name, className))
      default: break
      }
    }
  }

  /// Notes the tensors of another container that may be parts of the model.
  ///
  /// - Parameter isOnWay: Whether it is around the weights, where counters, scores and the state of training lie too.
  private mutating func look(
    beside node: Int, in nodes: [Node], isOnWay: Bool
  ) throws(PickleReader.Failure) {
    var found: [String] = []
    for (name, value) in contents(of: nodes[node]) {
      switch value {
      case .tensor(let index):
        let (shape, type) = (graph.tensors[index].shape, graph.storages[graph.tensors[index].storage].type)
        let isCounter = shape.isEmpty || [.int64, .int32].contains(type)
        if !isOnWay || !isCounter && !Self.isTrainingState(name) { found.append(name) }
      case .opaque(let index) where !isOnWay && Self.isArray(graph.className(ofOpaque: index)): found.append(name)
      default: break
      }
    }
    guard !found.isEmpty else { return }
    let path = try path(to: node, in: nodes)
    for name in found {
      try pay(path.utf8.count + name.utf8.count)
      beside.append(name.isEmpty ? String(path.dropLast()) : path + name)
    }
  }

  /// Whether a class is of NumPy's arrays.
  private static func isArray(_ className: String) -> Bool { className.hasSuffix("multiarray._reconstruct") }

  private static func isTrainingState(_ key: String) -> Bool {
    let key = key.lowercased()
    return trainingKeys.contains(key)
      || key.split { "_.".contains($0) }.contains { trainingWords.contains(String($0)) }
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
    case .sequence(let index):
      for (place, value) in graph.sequences[index].enumerated() {
        switch value {
        case .tensor, .object, .sequence: try collect(value, path: "\(path).\(place)", depth: depth + 1)
        default: break
        }
      }
    default: break
    }
  }
}
