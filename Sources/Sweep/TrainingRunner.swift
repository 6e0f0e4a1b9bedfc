package import BenchCore
import Checkpoints
import Datasets
import Evaluation
import Foundation
import Images
import Methods
import Metrics
import Models
import Noise
import Studies
import Torch
import Training

/// Executes one run in this process: reads the data, trains, evaluates, and writes the result file.
package struct TrainingRunner {
  let planned: PlannedRun
  let workspace: RunWorkspace
  private let shouldStop: () -> Bool
  let report: (RunEvent) -> Void

  /// Prepares a run.
  package init(
    _ task: RunTask, shouldStop: @escaping () -> Bool = { false }, report: @escaping (RunEvent) -> Void = { _ in }
  ) {
    planned = task.run
    workspace = task.workspace
    self.shouldStop = shouldStop
    self.report = report
  }

  /// Trains, from the state that an interruption left if there is one, and evaluates.
  ///
  /// - Throws: Any failure on the way; then no result file is written or changed, but for
  ///   `RunStateFailure.weightsNotSaved`. `TrainingFailure.interrupted` when the state is saved.
  /// - Returns: What was stored.
  @discardableResult
  package func run() throws -> RunRecord {
    do {
      return try train()
    } catch let failure as TorchFailure {
      throw ComputationFailure(failure, of: planned, in: workspace) ?? failure
    }
  }

  private func train() throws -> RunRecord {
    let (date, start) = (Date(), ContinuousClock.now)
    let spec = planned.spec
    let setup = try setup
    try TorchLibrary.setThreads(spec.threads)
    try TorchLibrary.setDeterministic(setup.arithmetic.isDeterministic)
    try TorchLibrary.setTF32(setup.arithmetic.usesTF32)
    let device = try trainingDevice()
    if workspace.checkpointsActivations == true, let reason = setup.model.family.wholeBatchReason {
      throw StudyFailure.notForNetwork("--checkpoint-activations", method: spec.method.id, reason: reason)
    }
    if let failure = OpenBLAS.failure { throw failure }
    let states = try RunStates(planned, in: workspace, on: device) { report(.note($0)) }
    defer { states.settle() }
    var state = try states.interrupted()

    let (contents, noisy) = try RunTask(run: planned, workspace: workspace).data()
    let (model, needs) = try model(for: contents, noisy, on: device)
    let (tokenizer, warnings) = try prepareTokenizer(of: contents, loadingInto: model)
    let sources = try sources(
      contents, noisy, needing: needs, of: model, tokenizer: tokenizer, device: device)
    if state == nil { state = try states.kept(for: model) }
    let startedAt = state?.startedAt ?? date.timeIntervalSince1970
    let prepareSeconds = (state?.prepareSeconds ?? 0) + (.now - start).seconds

    report(.started(epochs: setup.recipe.epochs))
    var selected: SampleSelectionQuality?
    let trainer = Trainer(
      model, recipe: setup.recipe, sources: sources, threads: spec.threads,
      measuresTestEveryEpoch: workspace.measuresTestEveryEpoch, shouldStop: shouldStop,
      save: { state in
        let progress = state.progress
        try states.save(state, startedAt: startedAt, prepareSeconds: prepareSeconds)
        report(
          .saved(
            epoch: progress.epochs.count + (progress.underWay == nil ? 0 : 1), batch: progress.underWay?.batches ?? 0))
      },
      keep: { checkpoint, epoch in
        do {
          try saveWeights(of: model, checkpoint: checkpoint, epoch: epoch, tokenizer: tokenizer)
        } catch {
          throw RunStateFailure.weightsNotSaved(cause: "\(error)", hasState: states.isOnDisk)
        }
      },
      report: { progress in
        if case .selected(let selection) = progress {
          selected = try? SampleSelectionQualityRecord(selection, truth: noisy.isClean).consensus
        } else {
          tell(progress, of: setup.recipe.epochs, selected)
        }
      })
    let takeState = {
      defer { state = nil }
      return state?.training
    }
    let stored = try trainer.run(from: takeState) { outcome in
      var record = try record(of: outcome, contents, noisy, device: device)
      record.warnings += warnings + planned.warnings(of: contents, tokenizer: tokenizer)
      record.provenance.startedAt = startedAt
      record.provenance.secondsByPhase["prepare"] = prepareSeconds
      if let warning = workspace.imagesWarning { record.warnings.append(warning) }
      let task = RunTask(run: planned, workspace: workspace)
      let replacesResult = try !states.onlyOwesWeights && task.hasFinishedFile
      try task.store(record)
      if replacesResult { removeReplacedWeights() }
      return record
    }
    states.finish()
    if let warning = stored.tieWarning { report(.note("warning: \(warning)")) }
    report(.finished(stored, in: workspace.resultFile(of: planned)))
    return stored
  }

  /// Passes on what the trainer says.
  private func tell(_ progress: Trainer.Progress, of epochs: Int, _ selected: SampleSelectionQuality?) {
    switch progress {
    case .resumed(let epoch, let batch):
      report(.note("goes on in epoch \(epoch) of \(epochs) after batch \(batch)"))
      report(.resumed(epoch: epoch, batch: batch))
    case .batch(let epoch, let done, let count): report(.batch(epoch: epoch, done: done, of: count))
    case .epoch(let record, let best):
      var summary = EpochSummary(record, of: epochs, sampleSelection: selected)
      (summary.bestEpoch, summary.bestR1) = (best?.epoch, best?.r1)
      report(.epoch(summary))
    case .selected: break
    case .unsaved(let error):
      report(.note("the state of training cannot be saved, an interruption would cost more than it should: \(error)"))
    }
  }

  /// The record of a run that ended just now, without when it began.
  private func record(
    of outcome: Trainer.Outcome, _ contents: DatasetContents, _ noisy: NoisyPairs, device: Device
  ) throws -> RunRecord {
    var record = RunRecord(
      spec: planned.spec, signature: planned.signature, label: planned.label, isStandIn: planned.isStandIn,
      outcome: .finished,
      provenance: RunProvenance(
        toolVersion: ToolVersion.current, commit: workspace.code?.commit, sources: workspace.code?.sources,
        torchVersion: try TorchLibrary.version, device: device.description, startedAt: 0,
        endedAt: Date().timeIntervalSince1970,
        secondsByPhase: outcome.secondsByPhase, peakMemory: try? PeakMemory(on: device)))
    (record.epochs, record.best, record.last) = (outcome.epochs, outcome.best, outcome.last)
    if let warning = record.tieWarning { record.warnings.append(warning) }
    if !outcome.sampleSelections.isEmpty {
      record.sampleSelections = outcome.sampleSelections
      record.selectionQualities = try outcome.sampleSelections.map {
        try SampleSelectionQualityRecord($0, truth: noisy.isClean)
      }
    }
    record.test = TestSplitRecord(contents.test, below: workspace.dataRoot)
    record.noise = NoiseRecord(noisy)
    return record
  }

  /// Takes the weights of a result away that was just replaced, and not before, since that may fail: they must not be
  /// taken for the new one's, which are made from the state if this process ends before it has written them.
  private func removeReplacedWeights() {
    for checkpoint in CheckpointName.allCases {
      unlink(workspace.weightsFile(of: planned, checkpoint: checkpoint.rawValue).path)
    }
  }

  /// Writes the present weights beside the result file, where they were asked for.
  private func saveWeights(
    of model: any RetrievalMethod, checkpoint: CheckpointName, epoch: Int, tokenizer: any CaptionTokenizer
  ) throws {
    guard (workspace.savedWeights ?? .none).checkpoints.contains(checkpoint) else { return }
    // CLIP's and others that everyone has are not stored.
    let words = try (tokenizer as? any CaptionTokenizer & Encodable)?.canonicalJSON()
    let metadata = RunMetadata(
      spec: planned.spec, signature: planned.signature, checkpoint: checkpoint, epoch: epoch,
      toolVersion: ToolVersion.current, vocabulary: words.map { String(decoding: $0, as: UTF8.self) })
    try SafetensorsWriter.write(
      model.parameters.checkpointItems(), metadata: metadata.entries(),
      to: workspace.weightsFile(of: planned, checkpoint: checkpoint.rawValue))
  }
}
