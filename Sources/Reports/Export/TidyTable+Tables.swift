import BenchCore

extension TidyTable {
  private static let metricColumns = Metric.allCases.map(\.rawValue)

  private static func values(_ metrics: MetricValues?) -> [TidyField] {
    Metric.allCases.map { TidyField(metrics?[$0]) }
  }

  /// One row for each run, also for failed ones.
  static func runs(of folder: TidyFolder) -> TidyTable {
    TidyTable(
      "runs", in: folder,
      columns: TidyRun.keys(in: folder) + [
        "label", "stand_in", "outcome", "signature", "injector", "noise_seed", "actual_noise_rate", "selection",
        "epochs", "batch_size", "learning_rate", "precision", "tf32", "deterministic", "micro_batch", "threads",
        "device",
        "tool_version", "commit", "sources", "torch_version", "started_at", "seconds", "peak_memory_bytes",
        "peak_memory_of",
      ]
    ) { run, emit in
      let (record, spec, provenance) = (run.record, run.record.spec, run.record.provenance)
      let arithmetic = spec.setup?.arithmetic
      var outcome = "finished"
      if case .failed(let reason) = record.outcome { outcome = "failed: \(reason)" }
      try emit([
        run.keys + [
          .text(record.label), .truth(record.isStandIn), .text(outcome), .text(record.signature),
          .text(spec.noise.injector), .integer(Int(clamping: spec.noise.seed)),
          record.knownNoiseRate.map { .number($0) } ?? .missing,
          .text(spec.selection.rawValue), TidyField(spec.recipe?.epochs), TidyField(spec.recipe?.batchSize),
          TidyField(spec.recipe?.learningRate), arithmetic.map { .text($0.precision.rawValue) } ?? .missing,
          arithmetic.map { .truth($0.usesTF32) } ?? .missing, arithmetic.map { .truth($0.isDeterministic) } ?? .missing,
          TidyField(arithmetic?.microBatchSize), .integer(spec.threads), .text(provenance.device),
          .text(provenance.toolVersion), .text(provenance.commit ?? ""), .text(provenance.sources ?? ""),
          .text(provenance.torchVersion ?? ""),
          .number(provenance.startedAt), .number(provenance.endedAt - provenance.startedAt),
          TidyField(provenance.peakMemory?.bytes), .text(provenance.peakMemory?.place.rawValue ?? ""),
        ]
      ])
    }
  }

  /// One row for each run, checkpoint and direction.
  static func metrics(of folder: TidyFolder) -> TidyTable {
    TidyTable(
      "metrics", in: folder,
      columns: TidyRun.keys(in: folder) + ["checkpoint", "epoch", "direction"] + metricColumns
        + folder.tiedMetrics.flatMap { ["\($0.rawValue)_lowest", "\($0.rawValue)_highest"] }
    ) { run, emit in
      for checkpoint in CheckpointName.allCases {
        guard let record = run.record[checkpoint] else { continue }
        try emit(
          RetrievalDirection.allCases.map { direction in
            run.keys + [.text(checkpoint.rawValue), .integer(record.epoch), .text(direction.rawValue)]
              + values(record[direction].metrics)
              + folder.tiedMetrics.flatMap { metric in
                let range = record[direction].tieRanges[metric]
                return [TidyField(range?.lowest), TidyField(range?.highest)]
              }
          })
      }
    }
  }

  /// One row for each run, epoch and split that was measured.
  static func curves(of folder: TidyFolder) -> TidyTable {
    let lossTerms = folder.lossTerms
    return TidyTable(
      "curves", in: folder,
      columns: TidyRun.keys(in: folder) + ["epoch", "split"] + metricColumns + ["seconds", "learning_rate", "loss"]
        + lossTerms.map { "loss_\($0)" }
    ) { run, emit in
      for epoch in run.record.epochs ?? [] {
        let losses = lossTerms.map { term in TidyField(epoch.losses.first { $0.name == term }?.value) }
        let selection = run.record.spec.selection
        // One row for a split: who averages over rows must not count an epoch twice.
        var measured = [(selection.rawValue, selection == .test ? epoch.selection ?? epoch.test : epoch.selection)]
        if selection != .test, let test = epoch.test { measured.append((Split.test.rawValue, test)) }
        let perEpoch: [TidyField] = [.number(epoch.seconds), TidyField(epoch.learningRate), .number(epoch.loss)]
        try emit(
          measured.map { split, metrics in
            run.keys + [.integer(epoch.epoch), .text(split)] + values(metrics) + perEpoch + losses
          })
      }
    }
  }

  /// One row for each run, sample selection, and head or consensus.
  static func sampleSelections(of folder: TidyFolder) -> TidyTable {
    TidyTable(
      "sample_selections", in: folder,
      columns: TidyRun.keys(in: folder) + [
        "epoch", "selection", "kept_clean", "kept_noisy", "dropped_clean", "dropped_noisy", "precision", "recall", "f1",
        "accuracy", "auc", "loss_auc",
      ]
    ) { run, emit in
      for record in run.record.selectionQualities ?? [] {
        let heads = record.heads.map { (name: $0.name, quality: $0.value) }
        try emit(
          ([(name: "consensus", quality: record.consensus)] + heads).map { name, quality in
            let counts = [quality.keptClean, quality.keptNoisy, quality.droppedClean, quality.droppedNoisy]
            let shares = [
              quality.precision, quality.recall, quality.f1, quality.accuracy, quality.auc, quality.lossAUC,
            ]
            return run.keys + [.integer(record.epoch), .text(name)] + counts.map { .integer($0) }
              + shares.map { TidyField($0) }
          })
      }
    }
  }

  /// One row for each run, sample selection, head and training pair.
  static func losses(of folder: TidyFolder) -> TidyTable {
    TidyTable(
      "losses", in: folder,
      columns: ["run", "epoch", "head", "pair", "loss", "p_clean", "treated_as_clean", "is_clean"]
    ) { run, emit in
      let truth = run.record.noise?.isClean ?? []
      for selection in run.record.sampleSelections ?? [] {
        for head in selection.heads {
          let (losses, probabilities) = (head.value.losses, head.value.cleanProbabilities ?? [])
          try emit(
            losses.indices.map { pair in
              [
                .text(run.name), .integer(selection.epoch), .text(head.name), .integer(pair),
                .number(exactly: losses[pair]),
                pair < probabilities.count ? .number(exactly: probabilities[pair]) : .missing,
                pair < selection.treatedAsClean.count ? .truth(selection.treatedAsClean[pair]) : .missing,
                pair < truth.count ? .truth(truth[pair]) : .missing,
              ]
            })
        }
      }
    }
  }

  /// One row for each run, epoch and bin.
  static func similarity(of folder: TidyFolder) -> TidyTable {
    TidyTable(
      "similarity", in: folder,
      columns: TidyRun.keys(in: folder) + ["epoch", "split", "lower", "upper", "positive", "negative"]
    ) { run, emit in
      for epoch in run.record.epochs ?? [] {
        guard let histogram = epoch.similarities else { continue }
        try emit(
          histogram.positives.indices.map { bin in
            let range = histogram.range(ofBin: bin)
            return run.keys + [
              .integer(epoch.epoch), .text(run.record.spec.selection.rawValue),
              .number(range.lower.roundedToMillionths),
              .number(range.upper.roundedToMillionths), .integer(histogram.positives[bin]),
              .integer(histogram.negatives[bin]),
            ]
          })
      }
    }
  }

  /// One row for each run, checkpoint, direction and query.
  static func queries(of folder: TidyFolder) -> TidyTable {
    TidyTable(
      "queries", in: folder,
      columns: ["run", "checkpoint", "direction", "query", "identity", "file", "first_match_rank"]
        + Metric.allCases.compactMap(\.column)
    ) { run, emit in
      let test = run.record.test
      for checkpoint in CheckpointName.allCases {
        for direction in RetrievalDirection.allCases {
          guard let queries = run.record[checkpoint]?[direction].queries else { continue }
          let isText = direction == .textToImage
          let identities = (isText ? test?.queryIdentities : test?.galleryIdentities) ?? []
          let files = isText ? [] : test?.galleryFiles ?? []
          let values = Metric.allCases.filter { $0.column != nil }.map { queries[$0] }
          try emit(
            queries.firstMatchRanks.indices.map { query in
              [
                .text(run.name), .text(checkpoint.rawValue), .text(direction.rawValue), .integer(query),
                query < identities.count ? .integer(identities[query]) : .missing,
                query < files.count ? .text(files[query]) : .missing, .integer(queries.firstMatchRanks[query]),
              ] + values.map { TidyField($0?[query]) }
            })
        }
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
