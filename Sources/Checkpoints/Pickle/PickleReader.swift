/// Reads a pickle as plain data.
///
/// A machine of a stack and a memo, as Python's, that knows the operations of protocols 2 to 5 and no function besides
/// `PickleGlobal`; objects of other classes are values without content. It does not recurse, and both the input and the memory of all values are limited, those that an
/// operation copies included, so no pickle can cost more than its own size justifies.
struct PickleReader {
  /// Larger pickles are refused; those of CLIP checkpoints have less than a megabyte.
  static let byteLimit = 32 << 20

  /// Why reading ended.
  enum Failure: Error, Equatable {
    case forbidden(String)
    case damaged(String)
    /// More than a file of its size may ask for.
    case excessive(String)
    /// There are no tensors by name.
    case noTensors
  }

  /// The place after the last operation.
  var position: Int
  private(set) var graph = PickleGraph()
  let bytes: ArraySlice<UInt8>
  private var stack: [PickleValue] = []
  private var marks: [Int] = []
  /// What is remembered under 0, 1, 2 and so on, as all writers number it, and under other numbers.
  private var memo: [PickleValue] = []
  private var sparseMemo: [Int: PickleValue] = [:]
  private var classIndices: [String: Int] = [:]
  var budget: PickleBudget

  private init(_ bytes: ArraySlice<UInt8>, budget: PickleBudget) {
    self.bytes = bytes
    self.budget = budget
    position = bytes.startIndex
  }

  /// Reads the pickle that starts the bytes and says where it ends.
  ///
  /// - Parameter budget: What all pickles of a file may cost together.
  static func read(
    _ bytes: ArraySlice<UInt8>, budget: inout PickleBudget
  ) throws(Failure) -> (graph: PickleGraph, end: Int) {
    var reader = PickleReader(bytes, budget: budget)
    while try reader.step() {}
    budget = reader.budget
    return (reader.graph, reader.position)
  }

  // MARK: - Operations

  /// Carries out one operation; false after the last.
  private mutating func step() throws(Failure) -> Bool {
    let operation = try byte()
    switch operation {
    case 0x80: _ = try byte()  // PROTO
    case 0x95: _ = try take(8)  // FRAME
    case UInt8(ascii: "."):
      graph.root = try pop()
      return false
    case UInt8(ascii: "("):
      try budget.spend(PickleBudget.mark)
      marks.append(stack.count)
    case UInt8(ascii: "0"): _ = try pop()
    case UInt8(ascii: "1"): _ = try popToMark()
    case UInt8(ascii: "2"): try push(try top())
    case UInt8(ascii: "N"): try push(.none)
    case 0x88: try push(.boolean(true))
    case 0x89: try push(.boolean(false))
    case UInt8(ascii: "J"): try push(.integer(Int(Int32(truncatingIfNeeded: try unsigned(4)))))
    case UInt8(ascii: "K"): try push(.integer(try unsigned(1)))
    case UInt8(ascii: "M"): try push(.integer(try unsigned(2)))
    case 0x8a: try push(long(try take(try unsigned(1))))
    case 0x8b: try push(long(try take(try unsigned(4))))
    case UInt8(ascii: "G"): try push(.number(try double()))
    case UInt8(ascii: "X"): try push(.text(try text(try unsigned(4))))
    case 0x8c: try push(.text(try text(try unsigned(1))))
    case 0x8d: try push(.text(try text(try unsigned(8))))
    case UInt8(ascii: "U"): try push(.text(try text(try unsigned(1))))
    case UInt8(ascii: "T"): try push(.text(try text(try unsigned(4))))
    case UInt8(ascii: "C"): try pushBytes(try unsigned(1))
    case UInt8(ascii: "B"): try pushBytes(try unsigned(4))
    case 0x8e, 0x96: try pushBytes(try unsigned(8))
    case UInt8(ascii: ")"), UInt8(ascii: "]"), 0x8f: try push(sequence: [])
    case UInt8(ascii: "t"), UInt8(ascii: "l"), 0x91: try push(sequence: try popToMark())
    case 0x85: try push(sequence: try pop(1))
    case 0x86: try push(sequence: try pop(2))
    case 0x87: try push(sequence: try pop(3))
    case UInt8(ascii: "a"): try append(try pop(1))
    case UInt8(ascii: "e"), 0x90: try append(try popToMark())
    case UInt8(ascii: "}"): try pushDictionary([])
    case UInt8(ascii: "d"): try pushDictionary(try popToMark())
    case UInt8(ascii: "s"): try setItems(try pop(2))
    case UInt8(ascii: "u"): try setItems(try popToMark())
    case UInt8(ascii: "q"): try remember(try unsigned(1))
    case UInt8(ascii: "r"): try remember(try unsigned(4))
    case 0x94: try remember(memo.count + sparseMemo.count)
    case UInt8(ascii: "h"): try push(try remembered(try unsigned(1)))
    case UInt8(ascii: "j"): try push(try remembered(try unsigned(4)))
    case UInt8(ascii: "c"): try push(.global(try global(module: try line(), name: try line())))
    case UInt8(ascii: "i"):
      let instance = try global(module: try line(), name: try line())
      try push(sequence: try popToMark())
      try push(object(of: instance, with: try pop()))
    case 0x93:
      guard case .text(let name) = try pop(), case .text(let module) = try pop() else {
        throw damaged("a name that is no text")
      }
      try push(.global(try global(module: module, name: name)))
    case UInt8(ascii: "R"): try reduce()
    case 0x81: try makeObject()
    case 0x92:
      let named = try pop()
      try makeObject()
      if case .opaque(let index) = try top() { try keep([(.none, named)], in: index) }
    case UInt8(ascii: "b"): try build()
    case UInt8(ascii: "Q"): try makeStorage()
    default:
      throw damaged("operation 0x\(String(operation, radix: 16)), which torch.save does not use")
    }
    return true
  }

  private mutating func global(module: String, name: String) throws(Failure) -> PickleGlobal {
    if let global = PickleGlobal(module: module, name: name) { return global }
    let path = "\(module).\(name)"
    guard !ForbiddenGlobal.contains(module: module, name: name) else { throw .forbidden(path) }
    if let known = classIndices[path] { return .opaque(known) }
    try budget.spend(2 * (PickleBudget.container + path.utf8.count))
    graph.classes.append(path)
    classIndices[path] = graph.classes.count - 1
    return .opaque(graph.classes.count - 1)
  }

  /// Calls a function by its meaning.
  private mutating func reduce() throws(Failure) {
    guard case .sequence(let index) = try pop() else { throw damaged("a call without arguments") }
    let arguments = graph.sequences[index]
    switch try pop() {
    case .global(.call):
      // (function, class, its arguments, attributes)
      guard arguments.count >= 3, case .global(let function) = arguments[0], function != .call,
        case .sequence(let inner) = arguments[2]
      else { throw damaged("a call of something that is no function") }
      try call(function, inner)
    case .global(let function): try call(function, index)
    case .opaque(let index): try push(.opaque(index))
    default: throw damaged("a call of something that is no function")
    }
  }

  /// Calls a function with the arguments of a sequence.
  private mutating func call(_ function: PickleGlobal, _ index: Int) throws(Failure) {
    let arguments = graph.sequences[index]
    switch function {
    case .dictionary:
      try pushDictionary([])
      guard case .sequence(let pairs)? = arguments.first else { return }
      try budget.spend(PickleBudget.value, times: graph.sequences[pairs].count)
      for case .sequence(let pair) in graph.sequences[pairs] { try setItems(graph.sequences[pair]) }
    case .tensor: try makeTensor(arguments)
    case .firstArgument:
      if let first = arguments.first { try push(first) } else { try push(sequence: []) }
    case .ignored: try push(.ignored)
    case .opaque(let classIndex):
      // `copyreg._reconstructor` and its like make an object of the class that they are given.
      if graph.classes[classIndex].hasPrefix("copy"), case .global(.opaque(let made))? = arguments.first {
        try push(object(of: .opaque(made), with: .sequence(index)))
      } else {
        try push(object(of: function, with: .sequence(index)))
      }
    case .storage, .scriptClass, .call: throw damaged("a call of a class that is never called")
    }
  }

  /// An object of a class by its arguments: TorchScript's without attributes yet, others as opaque values.
  private mutating func makeObject() throws(Failure) {
    let arguments = try pop()
    switch try pop() {
    case .global(.scriptClass):
      try budget.spend(PickleBudget.container)
      graph.objects.append(PickleGraph.Object())
      try push(.object(graph.objects.count - 1))
    case .global(.dictionary): try pushDictionary([])
    case .global(let made): try push(object(of: made, with: arguments))
    default: throw damaged("an object of something that is no class")
    }
  }

  private mutating func object(of global: PickleGlobal, with arguments: PickleValue) throws(Failure) -> PickleValue {
    guard case .opaque(let classIndex) = global else { return .ignored }
    try budget.spend(PickleBudget.container)
    graph.opaques.append(PickleGraph.Opaque(classIndex: classIndex))
    try keep([(.none, arguments)], in: graph.opaques.count - 1)
    return .opaque(graph.opaques.count - 1)
  }

  /// Remembers what an object that is not read is made of, as far as it can hold tensors.
  private mutating func keep(
    _ contents: [(key: PickleValue, value: PickleValue)], in index: Int
  ) throws(Failure) {
    for (key, value) in contents {
      switch value {
      case .sequence, .dictionary, .opaque, .tensor, .object:
        try budget.spend(PickleBudget.attribute)
        graph.opaques[index].contents.append((key, value))
      default: break
      }
    }
  }

  /// Gives an object its attributes. Attributes of other things, such as a state dictionary's `_metadata`, are dropped.
  private mutating func build() throws(Failure) {
    let state = try pop()
    switch try top() {
    case .object(let index):
      guard case .dictionary(let members) = state else { throw damaged("an object without attributes") }
      try budget.spend(PickleBudget.attribute, times: graph.dictionaries[members].count)
      graph.objects[index].attributes += graph.members(of: state) ?? []
    case .opaque(let index): try keep([(.none, state)], in: index)
    case .dictionary, .tensor, .ignored, .global(.opaque): break
    default: throw damaged("attributes of something that has none")
    }
  }

  /// `("storage", class, key, location, count)`: elements outside the pickle.
  private mutating func makeStorage() throws(Failure) {
    guard case .sequence(let index) = try pop() else { throw damaged("a reference that is no storage") }
    let fields = graph.sequences[index]
    guard fields.count >= 5, case .text("storage") = fields[0], case .global(.storage(let type)) = fields[1],
      let key = graph.text(of: fields[2]), case .integer(let count) = fields[4], count >= 0
    else { throw damaged("a reference that is no storage") }
    if fields.count > 5, case .sequence = fields[5] { throw damaged("a view of a storage, of PyTorch before 0.4") }
    try budget.spend(PickleBudget.storage)
    graph.storages.append(PickleGraph.Storage(key: key, type: type, count: count))
    try push(.storage(graph.storages.count - 1))
  }

  /// `(storage, offset, shape, strides, ...)`.
  private mutating func makeTensor(_ arguments: [PickleValue]) throws(Failure) {
    guard arguments.count >= 4, case .storage(let storage) = arguments[0], case .integer(let offset) = arguments[1],
      let shape = graph.integers(arguments[2], limit: StoredTensor.rankLimit),
      let strides = graph.integers(arguments[3], limit: StoredTensor.rankLimit)
    else { throw damaged("a tensor without storage, offset, shape and strides") }
    try budget.spend(PickleBudget.container)
    try budget.spend(PickleBudget.size, times: shape.count + strides.count)
    graph.tensors.append(PickleGraph.Tensor(storage: storage, offset: offset, shape: shape, strides: strides))
    try push(.tensor(graph.tensors.count - 1))
  }

  // MARK: - Containers

  private mutating func push(sequence values: [PickleValue]) throws(Failure) {
    try budget.spend(PickleBudget.container)
    try budget.spend(PickleBudget.value, times: values.count)
    graph.sequences.append(values)
    try push(.sequence(graph.sequences.count - 1))
  }

  private mutating func pushDictionary(_ items: [PickleValue]) throws(Failure) {
    try budget.spend(PickleBudget.container)
    graph.dictionaries.append([])
    try push(.dictionary(graph.dictionaries.count - 1))
    try setItems(items)
  }

  private mutating func append(_ values: [PickleValue]) throws(Failure) {
    let target = try top()
    if case .opaque(let index) = target {
      let start = graph.opaques[index].contents.count
      return try keep(values.enumerated().map { (.integer(start + $0), $1) }, in: index)
    }
    guard case .sequence(let index) = target else { throw damaged("elements for something that is no list") }
    try budget.spend(PickleBudget.value, times: values.count)
    graph.sequences[index] += values
  }

  private mutating func setItems(_ items: [PickleValue]) throws(Failure) {
    let target = try top()
    guard items.count.isMultiple(of: 2) else { throw damaged("a member without a value") }
    if case .opaque(let index) = target {
      return try keep(
        stride(from: 0, to: items.count, by: 2).map { (items[$0], items[$0 + 1]) }, in: index)
    }
    guard case .dictionary(let index) = target else {
      throw damaged("members for something that is no dictionary")
    }
    try budget.spend(PickleBudget.value, times: items.count)
    for place in stride(from: 0, to: items.count, by: 2) {
      graph.dictionaries[index].append((items[place], items[place + 1]))
    }
  }

  // MARK: - Stack and memo

  mutating func push(_ value: PickleValue) throws(Failure) {
    try budget.spend(PickleBudget.value)
    stack.append(value)
  }

  private mutating func remember(_ key: Int) throws(Failure) {
    let value = try top()
    if key < memo.count {
      memo[key] = value
    } else if key == memo.count {
      try budget.spend(PickleBudget.value)
      memo.append(value)
      sparseMemo[key] = nil
    } else {
      try budget.spend(PickleBudget.sparseMemo)
      sparseMemo[key] = value
    }
  }

  /// The values of a finished mark cannot be reached by later operations, as in Python.
  private var floor: Int { marks.last ?? 0 }

  private func top() throws(Failure) -> PickleValue {
    guard stack.count > floor, let value = stack.last else { throw damaged("an empty stack") }
    return value
  }

  private mutating func pop() throws(Failure) -> PickleValue {
    let value = try top()
    stack.removeLast()
    return value
  }

  private mutating func pop(_ count: Int) throws(Failure) -> [PickleValue] {
    guard stack.count - floor >= count else { throw damaged("an empty stack") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(Failure) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw damaged("an end without a beginning") }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private func remembered(_ key: Int) throws(Failure) -> PickleValue {
    guard let value = key < memo.count ? memo[key] : sparseMemo[key] else {
      throw damaged("a reference to nothing")
    }
    return value
  }
}
