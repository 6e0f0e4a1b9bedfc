import DataTestSupport
import Foundation
import TestSupport
import Testing

/// Sweeps on a real Slurm of two nodes whose parts die. Jobs wait at a gate, so that everything happens while they run.
@Suite(.serialized) struct SlurmTests {
  private let arguments = [
    "sweep", "--data-root", "data", "--methods", "irra-sdm,rde-tal", "--noise", "0,50", "--epochs", "1", "--batch-size",
    "16", "--weights", "random",
  ]
  /// All that a shell, a path or Slurm's file names could take for something else.
  private let nastyName = "it's \"q\" $(touch x) `touch x` %a\\\nline"

  private func count(_ prefix: String, in folder: URL) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).count { $0.hasPrefix(prefix) }
  }

  /// A task as the controller starts it once more after a crash.
  private func task(
    _ index: Int, of folder: URL, results: String = "out", on cluster: SlurmCluster
  ) throws -> BenchProcess {
    let submissions = folder.appending(path: results).appending(path: "slurm")
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: submissions.path).first)
    let bench = try cluster.bench(["cluster-task", submissions.appending(path: name).path], in: folder)
    bench.process.environment?["SLURM_ARRAY_JOB_ID"] = "4711"
    bench.process.environment?["SLURM_ARRAY_TASK_ID"] = "\(index)"
    return bench
  }

  private func open(_ gate: String, in folder: URL) throws { try Data().write(to: folder.appending(path: gate)) }

  @Test(.timeLimit(.minutes(10))) func aSweepOutlivesItsProcessesANodeAndTheController() throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      try SlurmCluster.withCluster { cluster in
        let gate =
          "touch started.$SLURM_ARRAY_TASK_ID.$$; while [ ! -e open ]; do sleep 0.1; done"
        let onSlurm = arguments + ["--results", nastyName, "--executor", "slurm", "--time", "30", "--setup", gate]
        let first = try cluster.bench(onSlurm, in: folder)
        try first.process.run()
        try wait(for: "two tasks") { try count("started.", in: folder) == 2 }
        first.process.interrupt()
        let interrupted = try first.result()
        #expect(interrupted.code == 130, "\(interrupted.errors)")
        #expect(interrupted.errors.contains("4 runs submitted to Slurm as job array"))
        #expect(interrupted.errors.contains("bench sweep --attach --results '/"), "\(interrupted.errors)")

        let second = try cluster.bench(onSlurm, in: folder)
        try second.process.run()
        try wait(for: "the same runs") {
          try second.errorsSoFar().contains("4 runs of an earlier submission: following")
        }
        second.process.interrupt()
        _ = try second.result()
        #expect(try cluster.states().count == 4, "nothing is submitted twice")

        let attached = try cluster.bench(["sweep", "--attach", "--results", nastyName], in: folder)
        try attached.process.run()
        try wait(for: "the attached sweep") { try attached.errorsSoFar().contains("started") }
        try cluster.control("kill-controller")
        try wait(for: "the controller to be missed") {
          try attached.errorsSoFar().contains("the runs go on, waiting for it")
        }
        try cluster.control("kill-node", "node1")
        try cluster.control("start-controller")
        try wait(for: "the controller to be back") { try attached.errorsSoFar().contains("Slurm answers again") }
        // What Slurm does by itself when the node has not answered for some minutes.
        try cluster.slurm("scontrol", "update", "nodename=node1", "state=down", "reason=dead")
        try open("open", in: folder)
        try wait(for: "the end of the sweep", atMost: 120) {
          try cluster.control("hurry")
          return !attached.process.isRunning
        }
        let result = try attached.result()
        #expect(
          result.code == 0 && result.errors.contains("4 runs done, 0 finished before, 0 failed"), "\(result.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: nastyName).path)
        let files = names.filter { $0.hasSuffix(".h5") }.map { folder.appending(path: nastyName).appending(path: $0) }
        let before = try files.map { try Data(contentsOf: $0) }
        let again = try task(0, of: folder, results: nastyName, on: cluster).finished()
        let after = try files.map { try Data(contentsOf: $0) }
        #expect(again.code == 0 && after == before, "\(again.errors)")
        // The task of the dead node; a loaded machine may have lost another one.
        #expect(try count("started.", in: folder) >= 5, "\(result.errors)")
      }
      let local = try BenchProcess(arguments + ["--results", "local", "--jobs", "2"], in: folder).finished()
      #expect(local.code == 0, "\(local.errors)")
      try Python.check(
        "same_results.py", folder.appending(path: "local").path, folder.appending(path: nastyName).path)
      #expect(try count("x", in: folder) == 0, "no part of a name was executed")
    }
  }

  /// Three runs of a command that waits at the gate and then fails: one is told to stop, one is cancelled by its owner, and
  /// one dies without a word.
  @Test(.timeLimit(.minutes(10))) func tasksAreStartedAgainUnlessTheyWereCancelled() throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      try Data("touch ran.$$\nwhile [ ! -e open ]; do sleep 0.1; done\necho these words >&2\nexit 3".utf8)
        .write(to: folder.appending(path: "gate.sh"))
      try SlurmCluster.withCluster { cluster in
        let arguments = [
          "sweep", "--data-root", "data", "--results", "out", "--methods", "external", "--command", "sh gate.sh",
          "--label", "it's \"a\" $(touch x)", "--noise", "50", "--seeds", "1,2,3", "--executor", "slurm", "--cpus", "1",
          "--setup", "[ $SLURM_ARRAY_TASK_ID != 2 ] || [ -e died ] || { touch died; kill -9 $$; }",
        ]
        let refused = try cluster.bench(arguments + ["--partition", "nowhere"], in: folder)
        let refusal = try refused.finished()
        #expect(refusal.code == 1 && refusal.errors.contains("invalid partition"), "\(refusal.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/out/slurm").isEmpty)

        let sweep = try cluster.bench(arguments, in: folder)
        try sweep.process.run()
        try wait(for: "all commands") { try count("ran.", in: folder) == 3 }
        let soFar = try sweep.errorsSoFar()
        #expect(soFar.contains("Slurm ended its job: FAILED; submitting it again"), "\(soFar)")
        let again = try task(2, of: folder, on: cluster)
        try again.process.run()
        try wait(for: "the task that runs twice") { try again.errorsSoFar().contains("another process executes") }

        let job = try #require(try cluster.states().keys.first { $0.hasSuffix("_0") }?.dropLast(2))
        try cluster.slurm("scancel", "\(job)_1")
        try wait(for: "the cancelled run") { try sweep.errorsSoFar().contains("seed 2: stopped before its end") }
        try cluster.slurm("scancel", "--batch", "--signal=USR1", "\(job)_0")
        try wait(for: "the next start") {
          try cluster.control("hurry")
          return try count("ran.", in: folder) == 4
        }
        try open("open", in: folder)
        let result = try sweep.result()
        #expect(result.code == 1, "\(result.errors)")
        for seed in [1, 3] {
          #expect(
            result.errors.contains("seed \(seed): failed: the command ended with exit code 3"), "\(result.errors)")
        }
        #expect(try again.result().code == 1, "it had its turn when the first had failed")
        #expect(result.errors.contains("these words") && !result.errors.contains("seed 1: Slurm"), "\(result.errors)")
        #expect(try count("x", in: folder) == 0)

        let commands = try count("ran.", in: folder)
        let attached = try cluster.bench(["sweep", "--attach", "--results", "out"], in: folder).finished()
        #expect(attached.errors.contains("seed 2: stopped before its end"), "\(attached.errors)")
        #expect(!attached.errors.contains("submitting it again"), "\(attached.errors)")
        #expect(try count("ran.", in: folder) == commands)
      }
    }
  }

  @Test(
    arguments: [
      (["--executor", "slurm"], "there is no `sbatch` here"), (["--attach"], "there is no `sbatch` here"),
      (["--executor", "slurm", "--time", "soon"], "--time must be a time limit as Slurm writes it"),
      (["--executor", "slurm", "--slurm-option", "--array=1-3"], "--slurm-option must be one option of sbatch"),
      (["--executor", "slurm", "--jobs", "2"], "--max-running"), (["--executor", "pbs"], "--executor"),
      (["--partition", "gpu"], "--partition needs --executor slurm"),
    ])
  func mistakesAreRefusedBeforeAnythingIsPlanned(more: [String], message: String) throws {
    try withTemporaryFolder { folder in
      let isAttached = more == ["--attach"]
      let bench = try BenchProcess(["sweep"] + (isAttached ? [] : ["--methods", "rde-tal"]) + more, in: folder)
      bench.process.environment = ["PATH": folder.path]
      let result = try bench.finished()
      #expect(result.code != 0 && result.errors.contains(message), "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: ".cache").path))
    }
  }
}
