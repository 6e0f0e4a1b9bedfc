import BenchCore

extension MetricUnit {
  /// ` (%)`, behind what an axis shows; nothing for plain numbers.
  var suffix: String { rawValue.isEmpty ? "" : " (\(rawValue))" }
}
