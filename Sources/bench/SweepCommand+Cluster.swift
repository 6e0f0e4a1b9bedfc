import Foundation
import Studies
import Sweep

/// Who executes the runs of a sweep.
extension Bench.Sweep {
  /// Decides what `--device auto` is and says so: on a cluster, whose nodes are others than this one, CUDA where GPUs are
  /// asked for.
  mutating func settleDevice() async throws {
    guard execution.device == .automatic, execution.devices.isEmpty else { return }
    guard cluster.executor == .slurm else {
      execution.device = try await execution.device.settled()
      return
    }
    execution.device = try clusterSettings()[.gpus].isEmpty ? .cpu : .cuda(nil)
    note(
      "note: --device auto computes on \(execution.computes == "cuda" ? "CUDA, as --gpus asks" : "the CPU, without --gpus")"
    )
  }

  private func clusterSettings() throws -> ClusterSettings {
    try cluster.settings(
      over: suite.map { try StudySuite(file: SuiteLibrary.installed.file(of: $0)).cluster } ?? ClusterSettings())
  }

  /// This machine, or the cluster that the options and the suite describe; chooses the workers of a run.
  func executor(for plan: StudyPlan, in workspace: inout RunWorkspace) throws -> any RunExecutor {
    let threads = plan.studies.map(\.request.threads).max() ?? 1
    switch cluster.executor {
    case .local:
      // What is finished needs no device any more.
      let waiting =
        execution.computes == "cuda"
        ? try SweepExecution(workspace: workspace).finishedRuns().waiting(of: plan.runs, rerun: rerun) : plan.runs
      let devices = try execution.devices(for: waiting)
      let jobs = execution.jobs(for: plan, devices: devices)
      workspace.workers =
        workers
        ?? WorkerCount.suggested(
          cores: ProcessInfo.processInfo.activeProcessorCount, runs: min(jobs, plan.runs.count), threads: threads)
      return LocalExecutor(executable: Bench.executablePath, jobs: jobs, devices: devices)
    case .slurm:
      let settings = try clusterSettings()
      if execution.computes == "cuda", settings[.gpus].isEmpty {
        note("note: --device cuda without --gpus: whether a job gets a GPU is left to the partition's defaults")
      }
      let cpus = settings[.cpus].first.flatMap { Int($0) }
      // The cores of this machine say nothing about those of the cluster's.
      workspace.workers = workers ?? cpus.map { WorkerCount.suggested(cores: $0, runs: 1, threads: threads) } ?? 1
      return SlurmExecutor(
        executable: Bench.executablePath, results: workspace.resultsDirectory, settings: settings,
        cpus: cpus ?? threads + workspace.workers)
    }
  }

  /// Follows the runs that an earlier sweep submitted; their data are not planned again.
  func attach() async throws {
    try SlurmClient().check()
    let results = URL(filePath: results, directoryHint: .isDirectory).absoluteURL
    let workspace = RunWorkspace(dataRoot: data.dataRootURL, cacheDirectory: nil, resultsDirectory: results)
    let executor = SlurmExecutor(
      executable: Bench.executablePath, results: results, attaches: true)
    try await SweepExecution(workspace: workspace, executor: executor).attach()
  }
}
