/// Something runs differ in that can span the rows or the columns of a table.
package enum TableField: Hashable, Sendable {
  case dataset, noise, method, checkpoint, metric, direction, seed
  /// Any field of the specification by its path, such as `recipe.epochs`, or the unambiguous end of it: `epochs`.
  case specification(String)

  /// The field of this name: one of the named ones, else a specification's.
  package init(name: String) {
    self = Self.named[name] ?? .specification(name)
  }

  /// The names of the fields that are not taken from the specification.
  package static let names = ["dataset", "noise", "method", "checkpoint", "metric", "direction", "seed"]

  private static let named: [String: TableField] = [
    "dataset": .dataset, "noise": .noise, "method": .method, "checkpoint": .checkpoint, "metric": .metric,
    "direction": .direction, "seed": .seed,
  ]

  /// The name that `init(name:)` takes.
  package var name: String {
    switch self {
    case .dataset: "dataset"
    case .noise: "noise"
    case .method: "method"
    case .checkpoint: "checkpoint"
    case .metric: "metric"
    case .direction: "direction"
    case .seed: "seed"
    case .specification(let path): path
    }
  }

  /// The heading of a row header.
  var title: String {
    let title = name.fieldTitle
    return title.prefix(1).uppercased() + title.dropFirst()
  }
}
