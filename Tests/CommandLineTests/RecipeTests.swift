import BenchCore
import Foundation
import Metrics
import ResultStore
import TestSupport
import Testing

/// Every recipe of the documentation, run as it stands: its numbers are those of `bench tables`.
@Suite struct RecipeTests {
  @Test func theirNumbersAreThoseOfTables() throws {
    try withTemporaryFolder { folder in
      let results = folder.appending(path: "Results")
      try FileManager.default.createDirectory(at: results, withIntermediateDirectories: true)
      for (name, record) in try StudiedFolder.records() {
        try ResultStore.write(record, to: results.appending(path: "\(name).h5"))
        try StudiedFolder.events(of: record).write(
          to: results.appending(path: "\(name).events.jsonl"), atomically: true, encoding: .utf8)
      }
      let export = try BenchProcess.run("export", in: folder)
      #expect(export.code == 0, "\(export.errors)")
      let bench = try #require(BenchProcess([], in: folder).process.executableURL)
      let output = try Python.run(
        """
        import os, runpy, sys
        script, folder, *arguments = sys.argv[1:]
        os.chdir(folder)
        sys.argv = [script, *arguments]
        runpy.run_path(script, run_name='__main__')
        """, Repository.root.appending(path: "Tests/Checks/check_recipes.py").path, folder.path, bench.path,
        Repository.root.path)
      #expect(output.hasSuffix(" recipes agree\n"), "\(output)")
    }
  }

  /// Another repository with one page: a recipe that nothing compares is noticed by its place.
  @Test func aRecipeWithoutAComparisonIsNoticed() throws {
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(at: folder.appending(path: "docs"), withIntermediateDirectories: true)
      let recipe = "# Page\n\n```python\nimport pandas as pd\nprint(pd.read_csv(\"metrics.csv\").r1.mean())\n```\n"
      try recipe.write(to: folder.appending(path: "docs/new.md"), atomically: true, encoding: .utf8)
      let output = try Python.run(
        """
        import runpy, sys
        sys.argv = sys.argv[1:]
        try:
            runpy.run_path(sys.argv[0], run_name='__main__')
        except AssertionError as error:
            print(error)
        """, Repository.root.appending(path: "Tests/Checks/check_recipes.py").path, "/nowhere/bench", folder.path)
      #expect(output.hasPrefix("docs/new.md:3: 0 comparisons"), "\(output)")
    }
  }
}

/// Results of a folder as people have them: two datasets, two methods, two noise rates, three seeds, fields that were varied, runs
/// that failed, one that collapsed, and results that later ones supersede. Numbers are those of random embeddings.
private enum StudiedFolder {
  static func records() throws -> [(name: String, record: RunRecord)] {
    var records: [(name: String, record: RunRecord)] = []
    func add(_ name: String, _ seeds: ClosedRange<UInt64> = 1...3, _ change: (inout RunSpec) -> Void) throws {
      for seed in seeds {
        var spec = base
        spec.seed = seed
        change(&spec)
        records.append(("\(name)-s\(seed)", try record(of: spec, quality: Double(records.count % 7))))
      }
    }
    for dataset in ["synth-pedes", "CUHK-PEDES"] {
      for rate in [0.2, 0.5] {
        for method in ["irra-sdm", "rde-tal"] {
          try add("\(dataset)-\(Int(100 * rate))-\(method)") { spec in
            spec.dataset = DatasetSpec(id: dataset, annotationChecksum: dataset)
            spec.noise = NoiseSpec(injector: "shuffle", rate: rate, seed: 1, indexChecksum: "\(dataset) \(rate)")
            if method == "rde-tal" {
              spec.method = MethodSpec(id: method, revision: 2, configuration: .object(["margin": .number(0.1)]))
            }
          }
        }
      }
    }
    let rde = MethodSpec(id: "rde-tal", revision: 2, configuration: .object(["margin": .number(0.15)]))
    try add("margin") { $0.method = rde }
    try add("long", 1...2) { $0.setup?.recipe.epochs = 3 }
    try add("bf16", 1...10) { $0.setup?.arithmetic.precision = .bf16 }
    try add("on-val", 4...4) { $0.selection = .val }
    // The same again, earlier, with other numbers; and a seed and a whole group that failed.
    var earlier = try record(of: records[0].record.spec, quality: 20)
    (earlier.provenance.startedAt, earlier.provenance.endedAt) = (10, 20)
    records.append(("0-earlier", earlier))
    func failed(_ spec: RunSpec) throws -> RunRecord {
      try RunRecord(
        spec: spec, signature: spec.signature(), label: label(of: spec), isStandIn: true,
        outcome: .failed("out of memory"),
        provenance: records[0].record.provenance)
    }
    var other = base
    other.seed = 11
    records.append(("failed-seed", try failed(other)))
    other.method = rde
    other.setup?.recipe.epochs = 3
    records.append(("failed", try failed(other)))
    return records
  }

  /// An `epoch` event for each epoch, as far as the page's line reads it.
  static func events(of record: RunRecord) -> String {
    (record.epochs ?? []).map { epoch in
      "{\"event\":\"epoch\",\"epoch\":\(epoch.epoch),\"loss\":\(epoch.loss),\"selection\":{\"r1\":\(epoch.selection?[.r1] ?? 0)}}\n"
    }.joined() + "{\"event\":\"finished\"}\n"
  }

  private static let base = RunSpec(
    dataset: DatasetSpec(id: "synth-pedes", annotationChecksum: "synth-pedes"),
    noise: NoiseSpec(injector: "shuffle", rate: 0.2, seed: 1, indexChecksum: "synth-pedes 0.2"),
    method: MethodSpec(id: "irra-sdm", revision: 1, configuration: .object(["loss": .string("sdm")])),
    training: .here(
      TrainingSetup(
        model: .paper, recipe: TrainingRecipe(epochs: 2, batchSize: 8),
        augmentation: AugmentationSpec(image: "paper", padding: 10, text: true))),
    selection: .test, seed: 1, threads: 1, device: "cpu")

  private static func label(of spec: RunSpec) -> String { spec.method.id == "rde-tal" ? "RDE" : "IRRA" }

  /// A finished run; `quality` is how near embeddings of one identity are.
  private static func record(of spec: RunSpec, quality: Double) throws -> RunRecord {
    let signature = try spec.signature()
    var generator = SeededGenerator(seed: spec.seed, stream: "recipes \(signature) \(quality)")
    let isCollapsed = spec.dataset.id == "CUHK-PEDES" && spec.noise.rate == 0.5 && spec.method.id == "irra-sdm"
    let (queries, gallery) = ((0..<41).map { $0 % 9 }, (0..<13).map { $0 % 8 })
    let centres = (0..<9).map { _ in (0..<6).map { _ in generator.uniform(-1, 1) } }
    func side(_ identities: [Int], isCollapsed: Bool = false) -> EmbeddingMatrix {
      EmbeddingMatrix(
        rows: identities.count, columns: 6,
        values: identities.flatMap { identity in
          centres[identity].map { Float(isCollapsed ? 1 : $0 * (0.2 + quality / 10) + generator.uniform(-1, 1)) }
        })
    }
    func checkpoint(_ epoch: Int) throws -> CheckpointRecord {
      let heads: Heads = ["global": HeadEmbeddings(text: side(queries), image: side(gallery, isCollapsed: isCollapsed))]
      let embeddings = RetrievalEmbeddings(heads: heads, queryIdentities: queries, galleryIdentities: gallery)
      return CheckpointRecord(
        epoch: epoch, embeddings: heads,
        evaluation: try EmbeddingEvaluation(embeddings, options: EvaluationOptions(threads: 1)))
    }
    let epochs = spec.recipe?.epochs ?? 0
    var record = RunRecord(
      spec: spec, signature: signature, label: label(of: spec), isStandIn: spec.dataset.id == "synth-pedes",
      outcome: .finished,
      provenance: RunProvenance(
        toolVersion: "1", torchVersion: nil, device: "cpu", startedAt: 100, endedAt: 200 + Double(spec.seed),
        secondsByPhase: [:]))
    (record.best, record.last) = (try checkpoint(1), try checkpoint(epochs))
    record.test = TestSplitRecord(queryIdentities: queries, galleryIdentities: gallery)
    if let warning = record.tieWarning { record.warnings.append(warning) }
    // The last epoch's numbers are those of Last.
    record.epochs = (1...epochs).map { epoch in
      var metrics = record.last?.textToImage.metrics ?? [:]
      if epoch < epochs { metrics[.r1] = generator.uniform(0, 100) }
      return EpochRecord(
        epoch: epoch, losses: [("sdm", generator.uniform(0, 3))], loss: generator.uniform(0, 3), learningRate: 1e-5,
        seconds: 1, selection: metrics)
    }
    if spec.method.id == "rde-tal" {
      func quality(_ auc: Bool) -> SampleSelectionQuality {
        // Of the same pairs, 50 of them clean.
        let (keptClean, keptNoisy) = (generator.index(below: 50), generator.index(below: 20))
        return SampleSelectionQuality(
          keptClean: keptClean, keptNoisy: keptNoisy, droppedClean: 50 - keptClean, droppedNoisy: 20 - keptNoisy,
          auc: auc ? generator.uniform(0, 1) : nil, lossAUC: generator.uniform(0, 1))
      }
      record.selectionQualities = (1...epochs).map { epoch in
        SampleSelectionQualityRecord(
          epoch: epoch, consensus: quality(epoch == 1), heads: ["bge": quality(true), "tse": quality(spec.seed > 1)])
      }
    }
    return record
  }
}
