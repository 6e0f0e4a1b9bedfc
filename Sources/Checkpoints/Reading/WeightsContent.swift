/// What every format of weights comes down to.
struct WeightsContent {
  /// The tensors under the file's own names, in order.
  var tensors: [(name: String, tensor: StoredTensor)]
  /// What the file says about itself.
  var metadata: [String: String]
}
