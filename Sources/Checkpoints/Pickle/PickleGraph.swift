/// A value of a pickle. Containers are indices into the graph: a value has no depth, whatever the pickle nests.
enum PickleValue {
  case none
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  /// A list, tuple or set, an index into `PickleGraph.sequences`.
  case sequence(Int)
  /// An index into `PickleGraph.dictionaries`.
  case dictionary(Int)
  /// An index into `PickleGraph.objects`.
  case object(Int)
  /// An index into `PickleGraph.storages`.
  case storage(Int)
  /// An index into `PickleGraph.tensors`.
  case tensor(Int)
  case global(PickleGlobal)
  /// Something harmless without meaning for weights, such as a device or a string of bytes.
  case ignored
  /// An object of a class that is not read, an index into `PickleGraph.opaques`.
  case opaque(Int)
}

/// What a pickle describes, as plain data.
struct PickleGraph {
  /// The attributes of an object of a TorchScript class, which is never more than its names.
  struct Object {
    var attributes: [(name: String, value: PickleValue)] = []
  }

  /// An object of a class that is not read, with what it was made of: tensors in it may be parts of the model.
  struct Opaque {
    /// An index into `classes`.
    let classIndex: Int
    /// Arguments, state, elements and members; those without a key of their own have none.
    var contents: [(key: PickleValue, value: PickleValue)] = []
  }

  /// A block of elements outside the pickle.
  struct Storage {
    /// The name of its record.
    let key: String
    let type: StoredType
    /// The number of its elements.
    let count: Int
  }

  /// A view of a storage.
  struct Tensor {
    /// An index into `storages`.
    let storage: Int
    let offset: Int
    let shape: [Int]
    let strides: [Int]
  }

  var sequences: [[PickleValue]] = []
  var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []
  var objects: [Object] = []
  var opaques: [Opaque] = []
  var storages: [Storage] = []
  var tensors: [Tensor] = []
  /// The names of the classes and functions that were skipped.
  var classes: [String] = []
  /// What the pickle was made of.
  var root = PickleValue.none

  /// The class of an object that is not read.
  func className(ofOpaque index: Int) -> String { classes[opaques[index].classIndex] }

  /// The members of a dictionary whose keys are text, in order.
  func members(of value: PickleValue) -> [(name: String, value: PickleValue)]? {
    guard case .dictionary(let index) = value else { return nil }
    return dictionaries[index].compactMap { key, value in
      if case .text(let name) = key { (name, value) } else { nil }
    }
  }

  /// A list or tuple of at most `limit` whole numbers.
  func integers(_ value: PickleValue, limit: Int) -> [Int]? {
    guard case .sequence(let index) = value, sequences[index].count <= limit else { return nil }
    var integers: [Int] = []
    for element in sequences[index] {
      guard case .integer(let integer) = element else { return nil }
      integers.append(integer)
    }
    return integers
  }

  /// The words a person would write for a number, string or truth value.
  func text(of value: PickleValue) -> String? {
    switch value {
    case .text(let text): text
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .boolean(let value): "\(value)"
    default: nil
    }
  }
}
