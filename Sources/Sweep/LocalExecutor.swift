import Studies

/// Does runs on this machine, some at a time, each in a process of its own.
package struct LocalExecutor: RunExecutor {
  private let executable: String
  private let jobs: Int

  package var name: String { "local" }

  /// - Parameters:
  ///   - executable: The path of `bench`.
  ///   - jobs: The number of runs that run at the same time.
  package init(executable: String, jobs: Int) {
    self.executable = executable
    self.jobs = max(1, jobs)
  }

  package func run(_ tasks: [RunTask], report: @escaping @Sendable (RunNews) async -> Void) async throws {
    try await withThrowingTaskGroup(of: (PlannedRun, RunEnding).self) { group in
      var waiting = tasks.makeIterator()
      func startNext() async {
        guard let task = waiting.next() else { return }
        await report(.started(task.run))
        let process = RunProcess(executable: executable, task: task)
        group.addTask {
          (task.run, try await process.run { event in await report(.progress(task.run, event)) })
        }
      }
      for _ in 0..<jobs { await startNext() }
      while let (run, ending) = try await group.next() {
        await report(.ended(run, ending))
        await startNext()
      }
    }
  }
}
