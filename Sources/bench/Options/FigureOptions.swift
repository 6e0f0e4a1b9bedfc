import ArgumentParser
import BenchCore
import Reports

/// What figures show.
struct FigureOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Metrics of curves, noise and settings, separated by commas: "
        + "\(Metric.allCases.map(\.rawValue).joined(separator: ", ")) (default: r1).", valueName: "metrics"))
  var metric: [CommaSeparated<Metric>] = []

  var metrics: [Metric] { metric.given() ?? [.r1] }
}

extension FigureFormat: ExpressibleByArgument {}
