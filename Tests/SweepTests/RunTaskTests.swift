import DataTestSupport
import Datasets
import Foundation
import Noise
import Studies
import StudyTestSupport
import Sweep
import TestSupport
import Testing

/// What processes are handed.
@Suite struct RunTaskTests {
  @Test func eachStudyReadsItsOwnFiles() throws {
    try withTemporaryFolder { folder in
      let pairs = try DatasetRegistry.info(named: DatasetInfo.synthPEDES.id).read(dataRoot: TinyData.root).train.count
      for (name, seed) in [("a", UInt64(1)), ("b", 2)] {
        let index = try ShuffleInjector.index(count: pairs, rate: 0.5, seed: seed)
        try NoiseIndexFile.write(index, to: folder.appending(path: "\(name).npy"))
      }
      let file = folder.appending(path: "suite.yaml")
      let studies = "[{noise-index: a.npy}, {noise-index: b.npy}, {injector: shuffle}]"
      try Data("name: a\ndefaults: {methods: rde-tal, noise: 50}\nstudies: \(studies)".utf8).write(to: file)
      let plan = try StudyPlan(StudySuite(file: file), with: TinyStudy.planner())
      let tasks = plan.tasks(in: TinyStudy.workspace(folder))
      #expect(tasks.map(\.workspace.noiseIndex?.lastPathComponent) == ["a.npy", "b.npy", nil])
      #expect(tasks.map(\.run.spec.noise.injector) == ["index", "index", "shuffle"])
      #expect(tasks.map(\.run) == plan.runs && Set(plan.runs.map(\.name)).count == 3)
    }
  }
}
