import BenchCore

extension RunRecord {
  /// The share of training pairs that are not clean, `0...1`; `nil` where another program trained, and what it was given
  /// was not stored.
  var knownNoiseRate: Double? {
    spec.training == .elsewhere && noise == nil && actualNoiseRate == 0 ? nil : actualNoiseRate
  }
}
