package import BenchCore
package import Metrics

/// What of two groups of runs is compared, and how.
package struct ComparisonSettings {
  /// The metrics to show; Holm's correction is over these.
  package var metrics = Metric.allCases
  package var direction = RetrievalDirection.textToImage
  /// The checkpoint of all runs; by default the best where all have it, else the last.
  package var checkpoint: CheckpointName?
  /// What is drawn and exchanged.
  package var unit = ResamplingUnit.identity
  /// Whether runs of one seed are a pair.
  package var pairsSeeds = false
  /// The draws.
  package var bootstrap: PairedBootstrap

  package init(bootstrap: PairedBootstrap) {
    self.bootstrap = bootstrap
  }
}
