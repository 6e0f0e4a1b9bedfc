extension ClusterSettings {
  /// Reads the value of a suite's key `cluster`.
  ///
  /// - Throws: `SuiteFailure` with the place of what is wrong.
  init(_ node: SuiteNode) throws {
    self.init()
    for field in try node.fields(of: "cluster", known: Key.allCases.map(\.rawValue)) {
      guard let key = Key(rawValue: field.key) else { continue }
      let elements = key.isList ? field.value.elements : [field.value]
      try set(
        key, to: elements.map { try $0.value(field.key, expected: key.expected) { key.accepts($0) ? $0 : nil } })
    }
  }
}
