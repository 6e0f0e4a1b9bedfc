/// The Python functions and classes that a pickle of tensors may name, and what is done in their place.
///
/// This list is the whole vocabulary: a name that is not in it ends the reading. None of them runs any code of Python's.
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
  /// A value that says nothing about weights, such as `torch.device`.
  case ignored

  /// The meaning of a qualified name; `nil` where it is refused.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"), ("collections", "Counter"):
      self = .dictionary
    case ("torch._utils", "_rebuild_tensor"), ("torch._utils", "_rebuild_tensor_v2"):
      self = .tensor
    case ("torch._utils", "_rebuild_parameter"), ("torch", "Size"), ("builtins", "set"), ("__builtin__", "set"),
      ("torch.jit._pickle", "build_intlist"), ("torch.jit._pickle", "build_doublelist"),
      ("torch.jit._pickle", "build_boollist"), ("torch.jit._pickle", "build_tensorlist"),
      ("torch.jit._pickle", "restore_type_tag"):
      self = .firstArgument
    case ("torch", "device"), ("torch", "float32"), ("torch", "float64"), ("torch", "float16"), ("torch", "bfloat16"),
      ("torch", "int64"), ("torch", "int32"), ("torch", "uint8"), ("torch", "bool"):
      self = .ignored
    case ("torch", let name):
      guard let type = StoredType(storageClass: name) else { return nil }
      self = .storage(type)
    case (let module, _) where module == "__torch__" || module.hasPrefix("__torch__."):
      self = .scriptClass
    default:
      return nil
    }
  }
}
