import BenchCore

/// Run records from a few literals; everything that a test does not name has one fixed value.
enum RunFixtures {
  static func spec(
    dataset: String = "CUHK-PEDES",
    noise: Double = 0.2,
    method: String = "rde-tal",
    seed: UInt64 = 1,
    epochs: Int = 60,
    batchSize: Int = 64,
    selection: Split = .test,
    injector: String = "shuffle",
    configuration: [String: JSONValue] = [:],
    arithmetic: ArithmeticSpec = .standard
  ) -> RunSpec {
    RunSpec(
      dataset: DatasetSpec(id: dataset, annotationChecksum: String(repeating: "a", count: 64)),
      noise: NoiseSpec(injector: injector, rate: noise, seed: 1, indexChecksum: "\(dataset)-\(noise)"),
      method: MethodSpec(id: method, revision: 1, configuration: .object(configuration)),
      training: .here(
        TrainingSetup(
          model: .paper, recipe: TrainingRecipe(epochs: epochs, batchSize: batchSize),
          augmentation: AugmentationSpec(image: "paper", padding: 10, text: true), arithmetic: arithmetic)),
      selection: selection,
      seed: seed,
      threads: 1,
      device: "cpu"
    )
  }

  /// A finished run whose five metrics follow from R@1: `r1, r1 + 15, r1 + 20, r1 - 8, r1 - 24`.
  static func run(
    _ spec: RunSpec,
    label: String = "RDE",
    best: Double?,
    last: Double? = nil,
    bestEpoch: Int = 40,
    isStandIn: Bool = false,
    outcome: RunOutcome = .finished,
    endedAt: Double = 0,
    curve: [Double] = []
  ) -> RunRecord {
    var run = RunRecord(
      spec: spec,
      signature: "\(spec.method.id)-\(spec.dataset.id)-\(spec.noise.rate)-\(spec.seed)-\(spec.recipe?.epochs ?? 0)",
      label: label,
      isStandIn: isStandIn,
      outcome: outcome,
      provenance: RunProvenance(
        toolVersion: "1",
        torchVersion: "2.13",
        device: "cpu",
        startedAt: 0,
        endedAt: endedAt,
        secondsByPhase: [:]
      )
    )
    if !curve.isEmpty {
      run.epochs = curve.enumerated().map { index, r1 in
        EpochRecord(
          epoch: index + 1,
          losses: [],
          loss: 1,
          learningRate: 1e-5,
          seconds: 1,
          selection: metrics(r1)
        )
      }
    }
    func checkpoint(_ epoch: Int, _ r1: Double) -> CheckpointRecord {
      CheckpointRecord(
        epoch: epoch, textToImage: DirectionRecord(metrics: metrics(r1)),
        imageToText: DirectionRecord(metrics: metrics(r1 + 5)))
    }
    run.best = best.map { checkpoint(bestEpoch, $0) }
    run.last = last.map { checkpoint(spec.recipe?.epochs ?? 0, $0) }
    return run
  }

  static func failure(_ spec: RunSpec, label: String = "RDE", isStandIn: Bool = false) -> RunRecord {
    run(spec, label: label, best: nil, isStandIn: isStandIn, outcome: .failed("out of memory"))
  }

  static func metrics(_ r1: Double) -> MetricValues {
    [.r1: r1, .r5: r1 + 15, .r10: r1 + 20, .map: r1 - 8, .minp: r1 - 24]
  }

  /// Two noise rates, three methods, two datasets; one cell with three seeds, one failed, some not run.
  static var sweep: [RunRecord] {
    var runs: [RunRecord] = []
    for (seed, r1) in [(1, 71.0), (2, 72.0), (3, 74.5)] {
      runs.append(
        run(spec(noise: 0.5, seed: UInt64(seed)), best: r1, last: r1 - 0.25)
      )
    }
    runs.append(run(spec(noise: 0.2), best: 74.46, last: 74.53))
    runs.append(run(spec(noise: 0.2, method: "irra"), label: "IRRA", best: 69.74, last: 69.44))
    runs.append(run(spec(noise: 0.5, method: "irra"), label: "IRRA", best: 62.41, last: 42.79))
    runs.append(
      run(spec(dataset: "RSTPReid", noise: 0.2), best: 64.45, last: 63.85, isStandIn: true)
    )
    runs.append(
      run(spec(dataset: "RSTPReid", noise: 0.2, method: "irra"), label: "IRRA", best: 58.75, last: 54, isStandIn: true)
    )
    runs.append(failure(spec(dataset: "RSTPReid", noise: 0.5), isStandIn: true))
    runs.append(run(spec(noise: 0.5, method: "clip-c"), label: "CLIP-C", best: 64.02, last: 63.97))
    return runs
  }
}
