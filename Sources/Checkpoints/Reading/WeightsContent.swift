/// What every format of weights comes down to.
struct WeightsContent {
  /// The tensors under the file's own names, in order.
  var tensors: [(name: String, tensor: StoredTensor)] = []
  /// What the file says about itself.
  var metadata: [String: String] = [:]
  /// The keys to the dictionary that the tensors are in, such as `state_dict.`.
  var keys = ""
  /// The names of tensors in other dictionaries that may be parts of the model.
  var beside: [String] = []
  /// Objects that stand among the tensors, and their Python classes.
  var objects: [(name: String, className: String)] = []
  /// The Python classes and functions that were named and skipped.
  var skippedClasses: [String] = []

  /// Adds the next of several files.
  mutating func add(_ part: WeightsContent) {
    tensors += part.tensors
    metadata.merge(part.metadata) { $1 }
    if keys.isEmpty { keys = part.keys }
    beside += part.beside
    objects += part.objects
    skippedClasses += part.skippedClasses.filter { !skippedClasses.contains($0) }
  }
}
