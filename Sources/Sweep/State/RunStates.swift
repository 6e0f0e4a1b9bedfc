import BenchCore
import Checkpoints
import Foundation
import Studies
import Synchronization
import Torch
import Training

/// The states of a run on disk: the one to go on from, those it writes while it trains, and what is left at its end.
final class RunStates {
  private let run: PlannedRun
  private let workspace: RunWorkspace
  private let origin: RunStateOrigin
  private let note: (String) -> Void
  /// Whether the result is stored, so that there are only weights to be made: training anew would replace it.
  let onlyOwesWeights: Bool
  /// Why states that are there are not used.
  private var reasons: [String] = []
  /// The last state that was written, on its way to the disk.
  private let settling = Mutex<Settling?>(nil)

  /// - Parameter note: Told what becomes of states that are not gone on from.
  init(_ run: PlannedRun, in workspace: RunWorkspace, on device: Device, note: @escaping (String) -> Void) throws {
    self.run = run
    self.workspace = workspace
    self.note = note
    onlyOwesWeights =
      try RunTask(run: run, workspace: workspace).hasResult && workspace.lacksWeights(of: run)
      && workspace.hasState(of: run)
    origin = RunStateOrigin(run, code: workspace.code, arithmetic: try MachineArithmetic(on: device))
  }

  // MARK: - Going on

  /// The state that an interruption left; `nil` where there is none to use.
  ///
  /// - Throws: `RunStateFailure.refused` for a state of another specification, revision or machine, unless the workspace
  ///   says to discard it.
  func interrupted() throws -> RunState? {
    for file in workspace.interruptedStateFiles(of: run)
    where FileManager.default.fileExists(atPath: file.path) {
      do {
        let state = try RunState.read(file)
        let obstacles = state.origin.obstacles(for: origin)
        guard obstacles.isEmpty else { throw RunStateFailure.refused(file: file.path, obstacles: obstacles) }
        if file == workspace.stateFile(of: run) { removePrevious() }
        return state
      } catch let failure as RunStateFailure {
        guard case .refused(_, let obstacles) = failure, isDiscarded(file) else { throw failure }
        workspace.removeState(of: run)
        drop("the state of \(run.name) is discarded (\(obstacles.joined(separator: "; ")))")
        return nil
      } catch let failure as CheckpointFailure {
        drop("\(file.lastPathComponent) is not used (\(failure.problem))")
        // What cannot be read at present may be whole; what is damaged never will be.
        if !failure.isUnreadable { try? FileManager.default.removeItem(at: file) }
      }
    }
    if !reasons.isEmpty { note("no state of \(run.name) can be used") }
    return nil
  }

  /// Whether a state that cannot be gone on from is to be thrown away: not one that was written since that was asked for,
  /// such as by a node of another kind.
  private func isDiscarded(_ file: URL) -> Bool {
    guard let limit = workspace.discardsStatesBefore, let modified = FileTime(of: file.path)?.modified else {
      return false
    }
    return modified < limit
  }

  private func drop(_ reason: String) {
    reasons.append(reason)
    note(reason)
  }

  /// Makes the room that a writer killed before the state's bytes were on the disk left taken.
  private func removePrevious() {
    let (file, previous) = (workspace.stateFile(of: run), workspace.previousStateFile(of: run))
    guard access(previous.path, F_OK) == 0 else { return }
    let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    if fsync(descriptor) == 0 { unlink(previous.path) }
    close(descriptor)
  }

  /// A kept state of this run, or of one that differs in its number of epochs alone and was the same so far; `nil` with
  /// a note of why not.
  ///
  /// Where the run is to replace a result, the kept state of that is not one: all of it would be taken over.
  ///
  /// - Throws: `RunStateFailure.weightsNotMade` where nothing but the weights of a stored result is missing.
  func kept(for method: any RetrievalMethod) throws -> RunState? {
    let candidates = keptFiles().compactMap { file in
      (try? RunState.read(file, verifies: false)).flatMap {
        $0.origin.spec.differsInEpochs(from: run.spec) ? (file, $0) : nil
      }
    }
    .filter { workspace.replacedResult == nil || $0.1.origin.spec != run.spec }
    .sorted { $0.1.training.progress.begunEpochs > $1.1.training.progress.begunEpochs }
    for (file, state) in candidates {
      let name = file.lastPathComponent
      if let obstacle = try obstacle(to: state, for: method) {
        drop("\(name) cannot be gone on from: \(obstacle)")
        continue
      }
      do {
        let state = try RunState.read(file)
        note("goes on from \(name)")
        return state
      } catch let failure as CheckpointFailure {
        drop("\(name) is not used: \(failure.problem)")
      }
    }
    if onlyOwesWeights {
      throw RunStateFailure.weightsNotMade(reasons: reasons.isEmpty ? ["what is there cannot be read"] : reasons)
    }
    if !reasons.isEmpty { note("starting at epoch 1") }
    return nil
  }

  /// Why this run cannot go on from a state of another number of epochs; `nil` where it can.
  private func obstacle(to state: RunState, for method: any RetrievalMethod) throws -> String? {
    let machine = state.origin.machineObstacles(for: origin)
    guard machine.isEmpty else { return machine.joined(separator: "; ") }
    guard let ours = run.spec.recipe, let theirs = state.origin.spec.recipe, theirs != ours else { return nil }
    let begun = state.training.progress.begunEpochs
    guard begun <= ours.epochs else { return "it is in epoch \(begun), and this run has \(ours.epochs)" }
    if let epoch = try method.parameters.firstEpoch(withOtherRates: theirs, than: ours), epoch <= begun {
      return "the cosine over \(ours.epochs) epochs has other learning rates than that over \(theirs.epochs) from "
        + "epoch \(epoch) on, and it is in epoch \(begun)"
    }
    guard begun > 0, let dependence = method.lengthDependence else { return nil }
    return "\(run.spec.method.id) depends on the number of epochs: \(dependence)"
  }

  /// The kept states of runs that are named like this one but for their signature.
  private func keptFiles() -> [URL] {
    let own = workspace.keptStateFile(of: run)
    let start = run.name.dropLast(PlannedRun.signatureDigits)
    let folder = own.deletingLastPathComponent()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter {
      $0.hasPrefix(start) && $0.count == own.lastPathComponent.count && $0.hasSuffix(".kept.state")
    }
    .sorted().map { folder.appending(path: $0) }
  }

  // MARK: - Writing

  /// Replaces the state. Its bytes reach the disk while training goes on, those of the one before have.
  ///
  /// - Throws: What keeps it from being written; the one before stays.
  func save(_ training: TrainingState, startedAt: Double, prepareSeconds: Double) throws {
    settle()
    let file = workspace.stateFile(of: run)
    try OutputFolder.create(file.deletingLastPathComponent())
    try RunState(origin: origin, startedAt: startedAt, prepareSeconds: prepareSeconds, training: training)
      .write(to: file) { output in
        let bytes = try output.finish(keeping: workspace.previousStateFile(of: run))
        settling.withLock { $0 = bytes }
      }
  }

  /// Waits until the last state is on the disk.
  func settle() {
    let last = settling.withLock { settling in
      defer { settling = nil }
      return settling
    }
    do {
      try last?.wait()
    } catch {
      note("the last state of training did not reach the disk, the one before is back: \(error)")
    }
  }

  /// Whether a state is on disk that the run's weights can be made from.
  var isOnDisk: Bool { workspace.hasState(of: run) }

  /// Takes the state away once all that was asked for is stored, or keeps it under another name.
  func finish() {
    settle()
    if !workspace.finishState(of: run) {
      note(
        "the state stays in \(workspace.stateFile(of: run).path): it cannot be renamed to "
          + workspace.keptStateFile(of: run).lastPathComponent)
    }
  }
}

extension RunSpec {
  /// Whether all but the number of epochs, and of those of warm-up, which follow from it, is equal.
  fileprivate func differsInEpochs(from other: RunSpec) -> Bool {
    var same = self
    guard let recipe = other.setup?.recipe else { return false }
    same.setup?.recipe.epochs = recipe.epochs
    same.setup?.recipe.warmupEpochs = recipe.warmupEpochs
    return same == other
  }
}
