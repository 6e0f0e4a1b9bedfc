import ArgumentParser
import BenchCore
import Methods
import Reports
import Studies

/// How a free table is arranged.
struct LayoutOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Fields down, separated by commas: \(TableField.names.joined(separator: ", ")), any field of a specification, or a "
        + "symbol such as tau.",
      valueName: "fields"), completion: .fields(TableField.names))
  var rows: [CommaSeparated<String>] = []

  @Option(help: ArgumentHelp("Fields across.", valueName: "fields"), completion: .fields(TableField.names))
  var columns: [CommaSeparated<String>] = []

  @Option(help: "best, last or both, separated by commas.")
  var checkpoint: [CommaSeparated<CheckpointName>] = []

  @Option(help: "text-to-image, image-to-text or both, separated by commas.")
  var direction: [CommaSeparated<RetrievalDirection>] = []

  /// Whether any of them was given.
  var isUsed: Bool { !(rows.isEmpty && columns.isEmpty && checkpoint.isEmpty && direction.isEmpty) }

  /// The layout asked for; the papers' Best/Last layout where nothing was.
  func layout(metrics: [Metric]?, _ intervals: ReportIntervals?) -> RunTableLayout {
    var layout = RunTableLayout.bestLast(order: .registered)
    layout.decisions = .registered
    layout.fieldNames = .registered
    layout.arrange(rows: rows.given(), columns: columns.given())
    layout.show(
      metrics: metrics, checkpoints: checkpoint.given(), directions: direction.given(), intervals: intervals)
    return layout
  }
}

extension RetrievalDirection: ExpressibleByArgument {
  /// Reads a name or an abbreviation.
  public init?(argument: String) { self.init(named: argument) }
}

extension FieldNames {
  /// With the symbols of the registered methods' fields, as after `--set`.
  static let registered = FieldNames(symbols: MethodRegistry.symbols)
}
