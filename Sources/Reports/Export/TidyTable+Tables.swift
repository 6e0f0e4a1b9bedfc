import BenchCore

extension TidyTable {
  private static let metricColumns = ReportMetric.paper.map(\.rawValue) + ["rsum"]

  /// What an external method did not say, which is NaN in results, has no value.
  private static func known(_ value: Double) -> TidyField {
    value.isNaN ? .missing : .number(value)
  }

  private static func values(_ metrics: RetrievalMetrics) -> [TidyField] {
    (ReportMetric.paper + [.rsum]).map { known($0.value(in: metrics)) }
  }

  /// One row for each run, also for failed ones.
  static let runs = TidyTable(
    "runs",
    columns: TidyRun.keys + [
      "label", "stand_in", "outcome", "signature", "injector", "noise_seed", "actual_noise_rate", "selection",
      "epochs", "batch_size", "learning_rate", "threads", "device", "tool_version", "commit", "torch_version",
      "started_at", "seconds",
    ]
  ) { run, emit in
    let (record, spec, provenance) = (run.record, run.record.spec, run.record.provenance)
    var outcome = "finished"
    if case .failed(let reason) = record.outcome { outcome = "failed: \(reason)" }
    try emit([
      run.keys + [
        .text(record.label), .truth(record.isStandIn), .text(outcome), .text(record.signature),
        .text(spec.noise.injector), .integer(Int(clamping: spec.noise.seed)), .number(record.actualNoiseRate),
        .text(spec.selection.rawValue), TidyField(spec.recipe?.epochs), TidyField(spec.recipe?.batchSize),
        TidyField(spec.recipe?.learningRate), .integer(spec.threads), .text(provenance.device),
        .text(provenance.toolVersion), .text(provenance.commit), .text(provenance.torchVersion),
        .number(provenance.startedAt), .number(provenance.endedAt - provenance.startedAt),
      ]
    ])
  }

  /// One row for each run, checkpoint and direction.
  static let metrics = TidyTable(
    "metrics", columns: TidyRun.keys + ["checkpoint", "epoch", "direction"] + metricColumns
  ) { run, emit in
    for checkpoint in ReportCheckpoint.allCases {
      guard let record = checkpoint.record(of: run.record) else { continue }
      try emit(
        RetrievalDirection.allCases.map { direction in
          run.keys + [.text(checkpoint.rawValue), .integer(record.epoch), .text(direction.rawValue)]
            + values(direction.metrics(of: record))
        })
    }
  }

  /// One row for each run, epoch and split that was measured.
  static func curves(lossTerms: [String]) -> TidyTable {
    TidyTable(
      "curves",
      columns: TidyRun.keys + ["epoch", "split"] + metricColumns + ["seconds", "learning_rate", "loss"]
        + lossTerms.map { "loss_\($0)" }
    ) { run, emit in
      for epoch in run.record.epochs {
        let losses = lossTerms.map { term in TidyField(epoch.losses.first { $0.name == term }?.value) }
        let measured =
          [(run.record.spec.selection.rawValue, epoch.selection)] + (epoch.test.map { [("test", $0)] } ?? [])
        let perEpoch: [TidyField] = [.number(epoch.seconds), known(epoch.learningRate), .number(epoch.loss)]
        try emit(
          measured.map { split, metrics in
            run.keys + [.integer(epoch.epoch), .text(split)] + values(metrics) + perEpoch + losses
          })
      }
    }
  }

  /// One row for each run, division, and head or consensus.
  static let divisions = TidyTable(
    "divisions",
    columns: TidyRun.keys + [
      "epoch", "division", "kept_clean", "kept_noisy", "dropped_clean", "dropped_noisy", "precision", "recall", "f1",
      "accuracy", "auc", "loss_auc",
    ]
  ) { run, emit in
    for record in run.record.divisionQualities {
      let heads = record.heads.sorted { $0.key < $1.key }.map { (name: $0.key, quality: $0.value) }
      try emit(
        ([(name: "consensus", quality: record.consensus)] + heads).map { name, quality in
          let counts = [quality.keptClean, quality.keptNoisy, quality.droppedClean, quality.droppedNoisy]
          let shares = [
            quality.precision, quality.recall, quality.f1, quality.accuracy, quality.area, quality.lossArea,
          ]
          return run.keys + [.integer(record.epoch), .text(name)] + counts.map { .integer($0) }
            + shares.map { TidyField($0) }
        })
    }
  }

  /// One row for each run, division, head and training pair.
  static let losses = TidyTable(
    "losses", columns: ["run", "epoch", "head", "pair", "loss", "p_clean", "treated_as_clean", "is_clean"]
  ) { run, emit in
    let truth = run.record.noiseIsClean
    for division in run.record.divisions {
      for (head, losses) in division.losses.sorted(by: { $0.key < $1.key }) {
        let probabilities = division.cleanProbabilities[head] ?? []
        try emit(
          losses.indices.map { pair in
            [
              .text(run.name), .integer(division.epoch), .text(head), .integer(pair), .number(exactly: losses[pair]),
              pair < probabilities.count ? .number(exactly: probabilities[pair]) : .missing,
              pair < division.treatedAsClean.count ? .truth(division.treatedAsClean[pair]) : .missing,
              pair < truth.count ? .truth(truth[pair]) : .missing,
            ]
          })
      }
    }
  }

  /// One row for each run, epoch and bin.
  static let similarity = TidyTable(
    "similarity", columns: TidyRun.keys + ["epoch", "split", "lower", "upper", "positive", "negative"]
  ) { run, emit in
    for epoch in run.record.epochs {
      guard let histogram = epoch.similarities else { continue }
      try emit(
        histogram.positives.indices.map { bin in
          let range = histogram.range(ofBin: bin)
          return run.keys + [
            .integer(epoch.epoch), .text(run.record.spec.selection.rawValue), .number(range.lower.roundedToMillionths),
            .number(range.upper.roundedToMillionths), .integer(histogram.positives[bin]),
            .integer(histogram.negatives[bin]),
          ]
        })
    }
  }

  /// One row for each run, checkpoint, direction and query.
  static let queries = TidyTable(
    "queries",
    columns: [
      "run", "checkpoint", "direction", "query", "identity", "file", "first_match_rank", "average_precision",
      "inverse_negative_penalty",
    ]
  ) { run, emit in
    let record = run.record
    for checkpoint in ReportCheckpoint.allCases {
      guard let found = checkpoint.record(of: record) else { continue }
      for direction in RetrievalDirection.allCases {
        let isText = direction == .textToImage
        let queries = isText ? found.textQueries : found.imageQueries
        let identities = isText ? record.queryIdentities : record.galleryIdentities
        let files = isText ? [] : record.galleryFiles
        try emit(
          queries.firstMatchRanks.indices.map { query in
            [
              .text(run.name), .text(checkpoint.rawValue), .text(direction.rawValue), .integer(query),
              query < identities.count ? .integer(identities[query]) : .missing,
              query < files.count ? .text(files[query]) : .missing, .integer(queries.firstMatchRanks[query]),
              query < queries.averagePrecisions.count ? .number(queries.averagePrecisions[query]) : .missing,
              query < queries.inverseNegativePenalties.count
                ? .number(queries.inverseNegativePenalties[query]) : .missing,
            ]
          })
      }
    }
  }
}

extension TidyField {
  /// A single-precision number with the digits that tell it apart from its neighbours, not those of its double.
  static func number(exactly value: Float) -> TidyField {
    .number(Double("\(value)") ?? Double(value))
  }
}

extension Double {
  /// Bin ends without the noise of binary fractions.
  fileprivate var roundedToMillionths: Double { (self * 1e6).rounded() / 1e6 }
}
