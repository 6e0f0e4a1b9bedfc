/// The order in which methods and datasets are shown.
public struct DisplayOrder: Sendable, Equatable {
  /// Registry ids of methods; others follow by name.
  public var methods: [String]
  /// Registry ids of datasets; others follow by name.
  public var datasets: [String]

  /// Lists what comes first.
  public init(methods: [String] = [], datasets: [String] = []) {
    self.methods = methods
    self.datasets = datasets
  }

  /// A method's place; that of all others is behind the listed ones.
  public func place(ofMethod id: String) -> Int { methods.firstIndex(of: id) ?? methods.count }

  /// A dataset's place; that of all others is behind the listed ones.
  public func place(ofDataset id: String) -> Int { datasets.firstIndex(of: id) ?? datasets.count }

  /// Datasets in order.
  public func sorted(datasets ids: some Sequence<String>) -> [String] {
    ids.sorted { (place(ofDataset: $0), $0) < (place(ofDataset: $1), $1) }
  }
}
