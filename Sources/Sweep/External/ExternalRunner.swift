package import BenchCore
import Datasets
import Foundation
import Methods
import Metrics
import ResultStore
import Studies
import Subprocess
import Synchronization

/// Executes one run of an external method: hands the data over, runs the command, and measures what it wrote.
///
/// A command that takes too long is stopped with all it has started (`CommandProcess`).
package struct ExternalRunner: Sendable {
  private let task: RunTask
  private let report: @Sendable (RunEvent) -> Void
  private let log: @Sendable (String) -> Void

  /// Prepares a run.
  ///
  /// - Parameter log: Gets each line that the command prints.
  package init(
    _ task: RunTask, report: @escaping @Sendable (RunEvent) -> Void = { _ in },
    log: @escaping @Sendable (String) -> Void = { _ in }
  ) {
    self.task = task
    self.report = report
    self.log = log
  }

  /// Runs the command to its end and stores what it wrote; cancelling the task stops it.
  ///
  /// - Throws: `ExternalFailure`, or any failure on the way; then no result file is written or changed.
  /// - Returns: What was stored.
  @discardableResult
  package func run() async throws -> RunRecord {
    let clock = ContinuousClock()
    let (startDate, start) = (Date(), clock.now)
    let spec = task.run.spec
    guard let recipe = spec.recipe else { throw StudyFailure.notTrainedHere(run: task.run.name) }
    let configuration = try ExternalConfiguration(spec.method)
    try configuration.validate()
    try checkFiles(of: configuration)
    if let failure = OpenBLAS.failure { throw failure }
    let (contents, noisy) = try task.data()
    let folder = ExternalFolder(
      root: task.workspace.resultsDirectory.appending(path: "external").appending(
        path: String(task.run.signature.prefix(16))))
    do {
      try folder.prepare(task, contents, noisy)
    } catch {
      throw error is any BenchFailure ? error : ExternalFailure.notStarted(reason: error.systemReason)
    }
    let prepared = clock.now

    report(.started(epochs: recipe.epochs))
    let output = try await execute(configuration.command, folder)
    let trained = clock.now
    guard let last = folder.writtenEmbeddings(.last) else {
      throw ExternalFailure.noEmbeddings(expected: folder.embeddings(.last).path, output: output.tail)
    }
    let epochs = output.epochs.values.sorted { $0.epoch < $1.epoch }
    var record = RunRecord(
      spec: spec, signature: task.run.signature, label: task.run.label, isStandIn: task.run.isStandIn,
      outcome: .finished,
      provenance: RunProvenance(
        toolVersion: ToolVersion.current, commit: task.workspace.code?.commit,
        sources: task.workspace.code?.sources, torchVersion: nil, device: spec.device,
        startedAt: startDate.timeIntervalSince1970, endedAt: 0, secondsByPhase: [:]))
    record.epochs = epochs.isEmpty ? nil : epochs
    record.test = TestSplitRecord(contents.test, below: task.workspace.dataRoot)
    record.noise = NoiseRecord(noisy)
    record.last = try checkpoint(last, of: contents.test, epoch: epochs.last?.epoch ?? recipe.epochs)
    if let best = folder.writtenEmbeddings(.best) {
      record.best = try checkpoint(best, of: contents.test, epoch: Self.bestEpoch(epochs) ?? recipe.epochs)
    }
    record.warnings += [record.tieWarning, task.workspace.imagesWarning].compactMap(\.self)
    record.provenance.endedAt = Date().timeIntervalSince1970
    record.provenance.secondsByPhase = [
      "prepare": (prepared - start).seconds, "train": (trained - prepared).seconds,
      "evaluate": (clock.now - trained).seconds,
    ]
    let file = task.workspace.resultFile(of: task.run)
    try task.store(record)
    // What the command wrote is in the result now; the folder of a failed run stays to be looked at.
    try? FileManager.default.removeItem(at: folder.root)
    report(.finished(record, in: file))
    return record
  }

  private func checkFiles(of configuration: ExternalConfiguration) throws {
    guard let directory = task.workspace.commandDirectory else { return }
    let present = try ExternalCommand.checksums(of: configuration.command, in: directory)
    for name in Set(present.keys).union(configuration.files.keys).sorted()
    where present[name] != configuration.files[name] {
      throw ExternalFailure.changedFile(name)
    }
  }

  /// The test split as the command embedded it, measured.
  private func checkpoint(_ source: URL, of split: RetrievalSet, epoch: Int) throws -> CheckpointRecord {
    let embeddings = try EmbeddingFile.read(source).embeddings
    for (side, found, expected) in [
      ("query", embeddings.queryIdentities, split.queryIdentities),
      ("gallery", embeddings.galleryIdentities, split.galleryIdentities),
    ] {
      guard found.count == expected.count else {
        throw ExternalFailure.otherSplit(
          file: source.path, side: side, reason: "there are \(found.count), not \(expected.count)")
      }
      if let row = found.indices.first(where: { found[$0] != expected[$0] }) {
        throw ExternalFailure.otherSplit(
          file: source.path, side: side, reason: "row \(row) has \(found[row]), not \(expected[row])")
      }
    }
    let evaluation = try EmbeddingEvaluation(embeddings, options: EvaluationOptions(threads: task.run.spec.threads))
    for warning in evaluation.warnings { log("warning: \(source.lastPathComponent): \(warning)") }
    return CheckpointRecord(epoch: epoch, embeddings: embeddings.heads, evaluation: evaluation)
  }

  /// The epoch with the highest R@1 among those that said it.
  private static func bestEpoch(_ epochs: [EpochRecord]) -> Int? {
    let known = epochs.compactMap { epoch in epoch.selection?[.r1].map { (epoch: epoch.epoch, r1: $0) } }
    return known.max { $0.r1 < $1.r1 }?.epoch
  }
}

// MARK: - The command's process

extension ExternalRunner {
  /// Runs the command to its end and returns what it printed.
  private func execute(_ command: String, _ folder: ExternalFolder) async throws -> ExternalOutput {
    let collected = CollectedOutput()
    guard let limit = task.workspace.timeLimit else {
      try await start(command, folder, collected: collected)
      return collected.output
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await start(command, folder, collected: collected) }
      group.addTask {
        try await Task.sleep(for: .seconds(limit))
        throw RunFailure.timedOut(seconds: limit)
      }
      defer { group.cancelAll() }
      do {
        try await group.next()
      } catch RunFailure.timedOut {
        group.cancelAll()
        // The command's process group is gone when its task has ended.
        _ = try? await group.next()
        throw RunFailure.timedOut(seconds: limit, output: collected.output.tail)
      }
    }
    return collected.output
  }

  private func start(_ command: String, _ folder: ExternalFolder, collected: CollectedOutput) async throws {
    let process = CommandProcess(
      command: command, argument: folder.specification.path, directory: task.workspace.commandDirectory?.path)
    let epochCount = task.run.spec.recipe?.epochs ?? 1
    let status: TerminationStatus
    do {
      status = try await process.run { line in
        log(line)
        guard let epoch = collected.take(line) else { return }
        report(.epoch(EpochSummary(epoch, of: max(epochCount, epoch.epoch))))
      }
    } catch {
      try Task.checkCancellation()
      throw ExternalFailure.notStarted(reason: "\(error)")
    }
    try Task.checkCancellation()
    let tail = collected.output.tail
    switch status {
    case .exited(0): return
    case .exited(let code): throw ExternalFailure.exited(code: Int(code), output: tail)
    case .signaled(let signal): throw ExternalFailure.signaled(Int(signal), output: tail)
    }
  }
}

/// What a command has printed so far, shared by the task that reads it and the one that limits its time.
private final class CollectedOutput: Sendable {
  private let state = Mutex(ExternalOutput(start: ContinuousClock.now))

  var output: ExternalOutput { state.withLock { $0 } }

  func take(_ line: String) -> EpochRecord? { state.withLock { $0.take(line) } }
}
