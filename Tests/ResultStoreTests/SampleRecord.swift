import BenchCore

extension RunSpec {
  /// The papers' setting on a made-up data set.
  static func sample(method: String = "rde-tal", seed: UInt64 = 1) -> RunSpec {
    RunSpec(
      dataset: DatasetSpec(id: "CUHK-PEDES", annotationChecksum: "abc"),
      noise: NoiseSpec(injector: "shuffle", rate: 0.2, seed: 1, indexChecksum: "def"),
      method: MethodSpec(
        id: method,
        revision: 2,
        configuration: .object(["tau": .number(0.015), "margin": .number(0.1), "text/path": .null, "on": .bool(true)])
      ),
      training: .here(
        TrainingSetup(
          model: .paper, recipe: .paper, augmentation: AugmentationSpec(image: "paper", padding: 10, text: true))),
      selection: .val,
      seed: seed,
      threads: 2,
      device: "cpu"
    )
  }
}

extension RunRecord {
  /// A finished run of 2 epochs, 3 queries, 4 gallery images and 5 pairs with every part of a record filled.
  static func sample(startedAt: Double = 1_700_000_000.25) -> RunRecord {
    var record = RunRecord(
      spec: .sample(),
      signature: "0123",
      label: "RDE (größer)",
      isStandIn: true,
      outcome: .finished,
      provenance: RunProvenance(
        toolVersion: "1.0",
        commit: "c0ffee-dirty",
        sources: "5eed",
        torchVersion: "2.13.0",
        device: "CPU",
        startedAt: startedAt,
        endedAt: startedAt + 100,
        secondsByPhase: ["data": 1.5, "train": 90],
        peakMemory: PeakMemory(bytes: 5_000_000_000, place: .device)
      )
    )
    record.epochs = [
      EpochRecord(
        epoch: 1,
        losses: [("tse", 1.25), ("bge", 2.5)],
        loss: 3.75,
        learningRate: 1e-6,
        seconds: startedAt / 1e9,
        selection: metrics(50),
        test: metrics(40),
        similarities: SimilarityHistogram(positives: [0, 1, 2, 0], negatives: [5, 3, 1, 0])
      ),
      EpochRecord(
        epoch: 2,
        losses: [("tse", 1), ("bge", 2), ("id", 0.5)],
        loss: 3.5,
        learningRate: 1e-5,
        seconds: 40,
        selection: metrics(55),
        test: metrics(45),
        similarities: SimilarityHistogram(positives: [0, 0, 1, 2], negatives: [6, 3, 0, 0])
      ),
    ]
    (record.best, record.last) = (checkpoint(1), checkpoint(2))
    record.sampleSelections = [
      SampleSelectionRecord(
        epoch: 1,
        heads: [
          "bge": HeadSelection(
            losses: [1, 2, 3, 4, 5], cleanProbabilities: [1, 0.5, 0.25, 0, 1],
            takenAsClean: [true, false, false, false, true]),
          "tse": HeadSelection(
            losses: [5, 4, 3, 2, 1], cleanProbabilities: [1, 1, 1, 0, 0],
            takenAsClean: [true, true, true, false, false]),
        ],
        treatedAsClean: [true, true, false, false, true]
      ),
      SampleSelectionRecord(
        epoch: 1000,
        heads: ["bge": HeadSelection(losses: [1, 1, 1, 1, 1])],
        treatedAsClean: [false, false, false, false, false]
      ),
    ]
    record.selectionQualities = [
      SampleSelectionQualityRecord(
        epoch: 1,
        consensus: SampleSelectionQuality(
          keptClean: 2, keptNoisy: 1, droppedClean: 1, droppedNoisy: 1, auc: 0.75, lossAUC: 0.875),
        heads: [
          "bge": SampleSelectionQuality(keptClean: 2, keptNoisy: 0, droppedClean: 1, droppedNoisy: 2, auc: 0.625)
        ]
      ),
      SampleSelectionQualityRecord(
        epoch: 1000,
        consensus: SampleSelectionQuality(keptClean: 0, keptNoisy: 0, droppedClean: 3, droppedNoisy: 2, auc: nil),
        heads: [:]
      ),
    ]
    record.test = TestSplitRecord(
      queryIdentities: [7, 8, 9], galleryIdentities: [7, 7, 8, 11],
      galleryFiles: ["CUHK-PEDES/imgs/a b.jpg", "CUHK-PEDES/imgs/größe.png", "c", "<script>.png"])
    record.noise = NoiseRecord(sourceIndices: [0, 2, 1, 3, 4], isClean: [true, false, false, true, true])
    return record
  }

  private static func metrics(_ base: Double) -> MetricValues {
    [
      .r1: base, .r5: base + 1, .r10: base + 2, .r20: base + 3, .map: base - 10.125, .minp: base - 20.0625,
      .mrr: base - 5, .ndcg10: base - 2.5,
    ]
  }

  private static func checkpoint(_ epoch: Int) -> CheckpointRecord {
    func matrix(_ rows: Int, _ columns: Int, _ offset: Float) -> EmbeddingMatrix {
      EmbeddingMatrix(
        rows: rows,
        columns: columns,
        values: (0..<rows * columns).map { (Float($0) + offset).squareRoot() }
      )
    }
    let offset = Float(epoch)
    return CheckpointRecord(
      epoch: epoch,
      textToImage: DirectionRecord(
        metrics: metrics(60.5 + Double(epoch)),
        queries: QueryOutcomes(
          firstMatchRanks: [1, 4, 0],
          columns: [.map: [1, 1.0 / 3, 0], .minp: [1, 0.25, 0], .ndcg10: [1, 0.625, 0]])),
      imageToText: DirectionRecord(
        metrics: metrics(70.5),
        queries: QueryOutcomes(
          firstMatchRanks: [1, 2, 3, 0],
          columns: [.map: [1, 0.5, 0.25, 0], .minp: [0.5, 0.25, 0.125, 0], .ndcg10: [1, 0.75, 0.5, 0]])),
      embeddings: [
        "global": HeadEmbeddings(text: matrix(3, 2, offset), image: matrix(4, 2, offset + 10)),
        "tse": HeadEmbeddings(text: matrix(3, 600, offset + 20), image: matrix(4, 600, offset + 30)),
      ]
    )
  }

  /// The record of a run that failed before it had anything to store.
  static var failed: RunRecord {
    let sample = sample()
    return RunRecord(
      spec: sample.spec, signature: sample.signature, label: sample.label, isStandIn: sample.isStandIn,
      outcome: .failed("out of memory"), provenance: sample.provenance)
  }
}
