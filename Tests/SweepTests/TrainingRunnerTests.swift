import BenchCore
import DataTestSupport
import Foundation
import Methods
import ResultStore
import Studies
import StudyTestSupport
import Sweep
import TestSupport
import Testing
import Torch

/// Whole runs on the tiny dataset. Serialized: a run sets libtorch's number of threads.
@Suite(.serialized) struct TrainingRunnerTests {
  @Test func libtorchMultipliesWithItsOwnLibraryAlthoughOpenBLASIsHere() {
    #expect(TorchLibrary.matrixLibrary.hasSuffix("/libtorch_cpu.so"))
  }

  @Test func theSameRunGivesTheSameBitsWhateverTheWorkers() throws {
    try withTemporaryFolder { root in
      for run in try TinyStudy.runs() {
        let first = TinyStudy.workspace(root, results: "first", workers: 0)
        let second = TinyStudy.workspace(root, results: "second", workers: 3)
        try TrainingRunner(RunTask(run: run, workspace: first)).run()
        try TrainingRunner(RunTask(run: run, workspace: second)).run()
        let differences = try ResultStore.differences(
          first.resultFile(of: run), second.resultFile(of: run), ignoringTimes: true)
        #expect(differences == [], "\(run.title)")
      }
    }
  }

  @Test(arguments: zip(["amns", "amns-sdm", "amns-tal"], ["bsdm", "sdm", "tal"]))
  func methodsOfTwoViewsTrainAlikeWhateverTheWorkers(id: String, loss: String) throws {
    try withTemporaryFolder { root in
      let runs = try TinyStudy.runs {
        $0.methods = [id]
        $0.epochs = 1
      }
      let run = try #require(runs.first)
      let workspaces = [0, 3].map { TinyStudy.workspace(root, results: "workers \($0)", workers: $0) }
      let records = try workspaces.map { try TrainingRunner(RunTask(run: run, workspace: $0)).run() }
      let epoch = try #require(records[0].epochs?.first)
      #expect(epoch.losses.map(\.name) == ["itc", "simclr", "byol", loss, "waf", "id"])
      #expect(epoch.losses.allSatisfy { $0.value.isFinite })
      let differences = try ResultStore.differences(
        workspaces[0].resultFile(of: run), workspaces[1].resultFile(of: run), ignoringTimes: true)
      #expect(differences == [])
    }
  }

  /// The rendered dataset under a real one's name, whose captions are longer than the embedded model reads.
  @Test func whatANumberOnRealImagesDependsOnIsStoredWithIt() throws {
    try withTemporaryFolder { root in
      let data = root.appending(path: "data")
      try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        at: data.appending(path: "CUHK-PEDES"), withDestinationURL: TinyData.root.appending(path: "synth-pedes"))
      func warnings(of dataset: String, results: String) throws -> [String] {
        let run = try #require(
          try TinyStudy.runs(in: data) {
            $0.datasets = [dataset]
            $0.methods = ["irra-sdm"]
            $0.epochs = 1
            $0.batchSize = 64
          }.first)
        let workspace = TinyStudy.workspace(root, data: data, results: results)
        let record = try TrainingRunner(RunTask(run: run, workspace: workspace)).run()
        #expect(try ResultStore.read(workspace.resultFile(of: run)).warnings == record.warnings)
        return record.warnings
      }
      let real = try warnings(of: "CUHK-PEDES", results: "real")
      #expect(real.first == "trained from random weights, not from CLIP's as in the papers")
      #expect(real.last?.hasPrefix("captions of more than 40 tokens are cut: ") == true && real.count == 2, "\(real)")
      try FileManager.default.createSymbolicLink(
        at: data.appending(path: "synth-pedes"), withDestinationURL: TinyData.root.appending(path: "synth-pedes"))
      #expect(try warnings(of: "synth-pedes", results: "rendered") == [])
    }
  }

  @Test func anotherSeedGivesOtherNumbers() throws {
    try withTemporaryFolder { root in
      let workspace = TinyStudy.workspace(root)
      let records = try TinyStudy.runs {
        $0.seeds = [1, 2]
        $0.methods = ["irra-sdm"]
        $0.epochs = 1
      }
      .map { try TrainingRunner(RunTask(run: $0, workspace: workspace)).run() }
      #expect(records[0].epochs?[0].loss != records[1].epochs?[0].loss)
      #expect(records[0].last?.embeddings?["global"] != records[1].last?.embeddings?["global"])
      #expect(records[0].noise == records[1].noise, "noise has a seed of its own")
    }
  }

  @Test func storedMetricsAreThoseOfTheStoredEmbeddings() throws {
    try withTemporaryFolder { root in
      let workspace = TinyStudy.workspace(root)
      for run in try TinyStudy.runs() {
        let record = try TrainingRunner(RunTask(run: run, workspace: workspace)).run()
        let heads = try #require(record.last?.embeddings?.names)
        #expect(heads == (run.spec.method.id == "rde-tal" ? ["global", "tse"] : ["global"]))
        #expect(record.sampleSelections?.count == (run.spec.method.id == "rde-tal" ? 2 : nil))
        try Python.run(Self.recomputation, workspace.resultFile(of: run).path)
      }
    }
  }

  /// NumPy's view of a result file: sorts everything, by the definitions.
  private static let recomputation = """
    import h5py, numpy as np, sys
    f = h5py.File(sys.argv[1])
    q, g = f['test/query_identities'][()], f['test/gallery_identities'][()]
    for name in ['best', 'last']:
        heads = f[name]['embeddings']
        s = 0
        for h in heads:
            t, i = heads[h]['text'][()].astype(np.float64), heads[h]['image'][()].astype(np.float64)
            t /= np.linalg.norm(t, axis=1, keepdims=True); i /= np.linalg.norm(i, axis=1, keepdims=True)
            s = s + t @ i.T / len(heads)
        order = np.argsort(-s, axis=1, kind='stable')
        m = g[order] == q[:, None]
        hits = m.cumsum(1)
        rank = np.arange(1, m.shape[1] + 1)
        ap = (hits / rank * m).sum(1) / m.sum(1)
        last = m.shape[1] - m[:, ::-1].argmax(1)
        discount = 1 / np.log2(1 + rank[:10])
        ideal = np.array([discount[:k].sum() for k in m.sum(1)])
        expected = {f'r{k}': m[:, :k].any(1).mean() for k in (1, 5, 10, 20)} | dict(
            map=ap.mean(), minp=(m.sum(1) / last).mean(), mrr=(1 / (1 + m.argmax(1))).mean(),
            ndcg10=((m[:, :10] * discount).sum(1) / ideal).mean())
        expected['rsum'] = expected['r1'] + expected['r5'] + expected['r10']
        assert set(expected) == set(f[name]['text-to-image'].attrs)
        for key, value in expected.items():
            stored = f[name]['text-to-image'].attrs[key]
            assert abs(stored - 100 * value) < 1e-3, (name, key, stored, 100 * value)
    assert (f['noise/is_clean'][()] == (f['noise/index'][()] == np.arange(len(f['noise/index'])))).all()
    """

  /// One epoch of every method, end to end; a sample selection's quality is what NumPy makes of the stored one.
  @Test func everyMethodRuns() throws {
    try withTemporaryFolder { root in
      let workspace = TinyStudy.workspace(root)
      let runs = try TinyStudy.runs {
        $0.methods = ["all"]
        $0.epochs = 1
        $0.batchSize = 64
        $0.settings = [FieldSetting(scope: "decl", field: "warmupEpochs", values: [.number(0)])]
      }
      var selecting: [String] = []
      for run in runs {
        let record = try TrainingRunner(RunTask(run: run, workspace: workspace)).run()
        #expect(record.epochs?.map(\.loss.isFinite) == [true], "\(run.title)")
        #expect(record.selectionQualities?.map(\.epoch) == record.sampleSelections?.map(\.epoch))
        #expect(try ResultStore.read(workspace.resultFile(of: run)) == record)
        if record.sampleSelections != nil { selecting.append(workspace.resultFile(of: run).path) }
      }
      #expect(selecting.count >= 7)
      try Python.run(Self.selectionCheck, selecting.joined(separator: "\n"))
      let (stored, skipped) = try ResultStore.list(directory: workspace.resultsDirectory)
      #expect(stored.count == runs.count && skipped.isEmpty)
    }
  }

  private static let selectionCheck = """
    import h5py, numpy as np, sys
    from sklearn.metrics import confusion_matrix, f1_score, precision_score, recall_score, roc_auc_score
    def check(f):
        truth = f['noise/is_clean'][()]
        assert len(f['sample_selection'])
        for d in f['sample_selection'].values():
            heads = list(d.attrs['heads'])
            assert heads and heads == list(d['quality'].attrs['heads']) and sorted(heads) == list(d['taken_as_clean'])
            mean, loss = (np.mean([d[k][h][()] for h in heads], axis=0) for k in ('p_clean', 'losses'))
            for q, predicted, p, loss in [(d['quality'], d['treated_as_clean'][()], mean, loss)] + [
                    (d['quality'][h], d['taken_as_clean'][h][()], d['p_clean'][h][()], d['losses'][h][()]) for h in heads]:
                (tn, fp), (fn, tp) = confusion_matrix(truth, predicted, labels=[False, True])
                a = dict(q.attrs)
                assert (a['kept_clean'], a['kept_noisy'], a['dropped_clean'], a['dropped_noisy']) == (tp, fp, fn, tn), a
                assert abs(a['auc'] - roc_auc_score(truth, p)) < 1e-9
                assert abs(a['loss_auc'] - roc_auc_score(truth, -loss)) < 1e-9
                assert abs(a.get('precision', 0) - precision_score(truth, predicted, zero_division=0)) < 1e-9
                assert abs(a['recall'] - recall_score(truth, predicted)) < 1e-9
                assert abs(a['f1'] - f1_score(truth, predicted)) < 1e-9
    for name in sys.argv[1].split('\\n'):
        check(h5py.File(name))
    """

  /// The oracle's batches are made of clean pairs alone, and full.
  @Test func anOracleTrainsOnCleanPairs() throws {
    try withTemporaryFolder { root in
      let run = try #require(
        try TinyStudy.runs {
          $0.methods = ["clip-c"]
          $0.epochs = 1
        }.first)
      var counts: Set<Int> = []
      let record = try TrainingRunner(
        RunTask(run: run, workspace: TinyStudy.workspace(root)),
        report: { event in
          if case .batch(_, _, let count) = event { counts.insert(count) }
        }
      )
      .run()
      let isClean = try #require(record.noise).isClean
      let clean = isClean.count { $0 }
      #expect(clean > 0 && clean < isClean.count)
      #expect(counts == [(clean + 15) / 16])
    }
  }

  @Test func aStopEndsTheRunWithoutAResult() throws {
    try withTemporaryFolder { root in
      let workspace = TinyStudy.workspace(root)
      let run = try #require(try TinyStudy.runs().first)
      var batches = 0
      let runner = TrainingRunner(RunTask(run: run, workspace: workspace), shouldStop: { batches >= 2 }) { event in
        if case .batch = event { batches += 1 }
      }
      #expect(throws: (any Error).self) { try runner.run() }
      #expect(batches == 2)
      #expect(!FileManager.default.fileExists(atPath: workspace.resultFile(of: run).path))
    }
  }

  @Test func changedDataAreNoticed() throws {
    try withTemporaryFolder { root in
      let data = root.appending(path: "data")
      try TinyData.copy(to: data)
      let run = try #require(try TinyStudy.runs(in: data).first)
      let annotations = data.appending(path: "synth-pedes/reid_raw.json")
      let text = try String(contentsOf: annotations, encoding: .utf8)
      try text.replacingOccurrences(of: "\"captions\":[\"", with: "\"captions\":[\"Look: ").write(
        to: annotations, atomically: true, encoding: .utf8)
      let error = #expect(throws: StudyFailure.self) {
        try TrainingRunner(RunTask(run: run, workspace: TinyStudy.workspace(root, data: data))).run()
      }
      #expect(error?.problem.contains("annotations") == true)
    }
  }

  @Test func anExternalMethodCannotBeTrainedHere() throws {
    let runs = try TinyStudy.runs {
      $0.methods = ["external"]
      $0.external = try? ExternalCommand(commandLine: "true", directory: URL(filePath: "/"))
    }
    let run = try #require(runs.first)
    try withTemporaryFolder { folder in
      _ = #expect(throws: StudyFailure.notTrainedHere(run: run.name)) {
        try TrainingRunner(RunTask(run: run, workspace: TinyStudy.workspace(folder))).run()
      }
    }
  }
}
