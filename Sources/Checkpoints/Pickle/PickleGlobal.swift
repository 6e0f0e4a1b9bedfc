/// The Python functions and classes that a pickle of tensors may name, and what is done in their place.
///
/// Any other class beside the weights is skipped as a value, unless `ForbiddenGlobal` has it. None of them runs any code
/// of Python's.
enum PickleGlobal: Equatable {
  /// An ordered or counting dictionary.
  case dictionary
  /// `torch._utils._rebuild_tensor` and `_rebuild_tensor_v2`: a view of a storage.
  case tensor
  /// The first argument: parameters, lists of TorchScript, shapes.
  case firstArgument
  /// The elements' type of a storage.
  case storage(StoredType)
  /// A class of TorchScript: a set of named attributes.
  case scriptClass
  /// `torch._tensor._rebuild_from_type_v2`: a call of the first argument, for a tensor with attributes.
  case call
  /// A value that says nothing about weights, such as `torch.device`.
  case ignored
  /// A class or function without meaning here, an index into `PickleGraph.classes`.
  case opaque(Int)

  /// The meaning of a qualified name; `nil` where it has none.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"), ("collections", "Counter"), ("collections", "defaultdict"):
      self = .dictionary
    case ("torch._utils", "_rebuild_tensor"), ("torch._utils", "_rebuild_tensor_v2"),
      ("torch._utils", "_rebuild_tensor_v3"):
      self = .tensor
    case ("torch._tensor", "_rebuild_from_type_v2"), ("torch._tensor", "_rebuild_from_type"):
      self = .call
    case ("torch._utils", "_rebuild_parameter"), ("torch._utils", "_rebuild_parameter_with_state"), ("torch", "Size"),
      ("builtins", "set"), ("__builtin__", "set"), ("builtins", "frozenset"), ("__builtin__", "frozenset"),
      ("torch.jit._pickle", "build_intlist"), ("torch.jit._pickle", "build_doublelist"),
      ("torch.jit._pickle", "build_boollist"), ("torch.jit._pickle", "build_tensorlist"),
      ("torch.jit._pickle", "restore_type_tag"):
      self = .firstArgument
    case ("torch", "device"), ("torch", "float32"), ("torch", "float64"), ("torch", "float16"), ("torch", "bfloat16"),
      ("torch", "int64"), ("torch", "int32"), ("torch", "uint8"), ("torch", "bool"):
      self = .ignored
    case ("torch", let name), ("torch.storage", let name):
      guard let type = StoredType(storageClass: name) else { return nil }
      self = .storage(type)
    case (let module, _) where module == "__torch__" || module.hasPrefix("__torch__."):
      self = .scriptClass
    default:
      return nil
    }
  }
}
