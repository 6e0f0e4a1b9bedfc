import Studies

/// Does runs on this machine, some at a time, each in a process of its own.
///
/// A run that another sweep executes is waited for when the others are done, and executed here if the other leaves it.
package struct LocalExecutor: RunExecutor {
  private let executable: String
  /// One for each run that may be under way, with the CUDA device it uses; `nil` is the workspace's.
  private let places: [Int?]

  package var name: String { "local" }

  /// - Parameters:
  ///   - executable: The path of `bench`.
  ///   - jobs: The number of runs that run at the same time.
  ///   - devices: The CUDA devices that they are spread over; none leaves it to the workspace.
  package init(executable: String, jobs: Int, devices: [Int] = []) {
    self.executable = executable
    places = (0..<max(1, jobs)).map { devices.isEmpty ? nil : devices[$0 % devices.count] }
  }

  private enum Step: Sendable {
    case ended(RunTask, RunEnding, place: Int?)
    /// Another sweep does not execute the run any more.
    case released(RunTask)
  }

  package func run(_ tasks: [RunTask], report: @escaping @Sendable (RunNews) async -> Void) async throws {
    await withTaskGroup(of: Step.self) { group in
      var waiting = tasks[...]
      var free = Array(places.reversed())
      var attempts: [String: Int] = [:]

      func startNext() async {
        while !Task.isCancelled, !waiting.isEmpty, let place = free.popLast() {
          let task = waiting.removeFirst()
          attempts[task.run.name, default: 0] += 1
          if attempts[task.run.name] == 1 { await report(.started(task.run)) }
          let process = RunProcess(executable: executable, task: task, deviceIndex: place)
          group.addTask {
            let ending = await process.run { event in await report(.progress(task.run, event)) }
            return .ended(task, ending, place: place)
          }
        }
      }

      await startNext()
      while let step = await group.next() {
        switch step {
        case .ended(let task, .heldElsewhere, let place) where isWorthWaiting(for: task, attempts):
          free.append(place)
          await report(.progress(task.run, .note("another sweep runs it; waiting for its result")))
          group.addTask { await released(task) }
        case .ended(let task, let ending, let place):
          free.append(place)
          await report(.ended(task.run, ending))
        case .released(let task): waiting.append(task)
        }
        await startNext()
      }
    }
    try Task.checkCancellation()
  }

  /// A process that finds its run executed elsewhere again and again, but nowhere to be seen, is not started for ever.
  private func isWorthWaiting(for task: RunTask, _ attempts: [String: Int]) -> Bool {
    RunLock.isHeld(task.workspace.lockFile(of: task.run)) || attempts[task.run.name, default: 0] < 3
  }

  /// Waits for the end of another sweep's run. Its result, if there is one, is found by the process started then.
  private func released(_ task: RunTask) async -> Step {
    let lock = task.workspace.lockFile(of: task.run)
    repeat {
      guard (try? await Task.sleep(for: .seconds(1))) != nil else { break }
    } while RunLock.isHeld(lock)
    return .released(task)
  }
}
