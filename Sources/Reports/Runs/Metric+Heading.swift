package import BenchCore

extension Metric {
  /// The heading in tables, where RDE writes `R-1` for R@1.
  package var heading: String { title.hasPrefix("R@") ? "R-" + title.dropFirst(2) : title }
}

extension MetricUnit {
  /// ` (%)`, behind what an axis shows; nothing for plain numbers.
  var suffix: String { rawValue.isEmpty ? "" : " (\(rawValue))" }
}
