import BenchCore

/// A row of a paper's table: its headers, what was run for it, and its published numbers.
struct PaperRow {
  /// One for each of the table's row headings.
  var headers: [String]
  /// Which of them names the method; variants of it are named there.
  var methodHeader: Int
  /// Rows with one block are set apart by rules, and ranked against each other.
  var block: String
  /// The noise rate, `0...1`.
  var noise: Double
  /// Which checkpoint's numbers they are.
  var checkpoint: CheckpointName
  /// The system, as in `PaperBindings`.
  var system: String
  /// Published percentages by dataset and metric.
  var published: [String: [Metric: Double]] = [:]

  /// What makes two lines of a file one row.
  struct Identity: Hashable {
    var block: String
    var headers: [String]
  }

  /// The row's identity.
  var identity: Identity { Identity(block: block, headers: headers) }
}
