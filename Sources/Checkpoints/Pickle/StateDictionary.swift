/// The named tensors of a pickle, wherever the code that saved it put them, and what else it says in plain values.
struct StateDictionary {
  /// The tensors, in order.
  private(set) var tensors: [(name: String, tensor: PickleGraph.Tensor)] = []
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

  /// Where training code keeps the weights, the usual names first.
  private static let wrappers = ["model", "state_dict", "model_state_dict", "net", "module"]

  /// Finds the tensors of a state dictionary, of a checkpoint that wraps one, or of a TorchScript module.
  ///
  /// - Throws: `PickleReader.Failure.noTensors` where there are none, `excessive` where the attributes never end.
  init(_ graph: PickleGraph) throws(PickleReader.Failure) {
    self.graph = graph
    if case .object = graph.root {
      try collect(graph.root, path: "", depth: 0)
    } else if let members = graph.members(of: graph.root) {
      var chosen = members
      if !members.contains(where: { $0.value.isTensor }) {
        chosen = wrapped(in: members) ?? []
        for (name, value) in members { remarks[name] = graph.text(of: value) }
      }
      for case (let name, .tensor(let index)) in chosen { tensors.append((name, graph.tensors[index])) }
    }
    guard !tensors.isEmpty else { throw .noTensors(elsewhere: place(in: graph.root)) }
    var seen: Set<String> = []
    if let twice = tensors.first(where: { !seen.insert($0.name).inserted }) {
      throw .damaged("it has two tensors named \(twice.name)")
    }
  }

  /// The members of the dictionary that holds the weights.
  private func wrapped(in members: [(name: String, value: PickleValue)]) -> [(name: String, value: PickleValue)]? {
    let named = Self.wrappers.compactMap { name in members.last { $0.name == name } }
    var seen: Set<Int> = []
    for case (_, let value) in named + members {
      guard case .dictionary(let index) = value, seen.insert(index).inserted else { continue }
      if let inner = graph.members(of: value), inner.contains(where: { $0.value.isTensor }) { return inner }
    }
    return nil
  }

  /// The keys to the first dictionary with tensors, at any depth; `nil` where there is none.
  private func place(in root: PickleValue) -> [String]? {
    var seen: Set<Int> = []
    var open: [(value: PickleValue, keys: [String])] = [(root, [])]
    while let (value, keys) = open.popLast() {
      guard case .dictionary(let index) = value, keys.count < 8, seen.insert(index).inserted else { continue }
      let members = graph.members(of: value) ?? []
      if members.contains(where: { $0.value.isTensor }) { return keys }
      for case (let name, .dictionary(let inner)) in members.reversed() {
        open.append((.dictionary(inner), keys + [name]))
      }
    }
    return nil
  }

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

extension PickleValue {
  fileprivate var isTensor: Bool {
    if case .tensor = self { true } else { false }
  }
}
