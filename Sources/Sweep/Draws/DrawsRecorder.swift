import BenchCore
import Datasets
package import Foundation
import Images
import Methods
import Models
import ResultStore
import Studies
import Torch
import Training

/// Writes everything that chance decides in a run, without training it, so that another program can train on the same.
///
/// Weights, orders and draws are made by what a run makes them by, on the CPU: none depends on the device.
package struct DrawsRecorder {
  private let runner: TrainingRunner
  private let shouldStop: () -> Bool
  private let report: (_ done: Int, _ of: Int) -> Void

  /// - Parameters:
  ///   - shouldStop: Asked between batches.
  ///   - report: Called after each epoch.
  package init(
    _ task: RunTask, shouldStop: @escaping () -> Bool = { false },
    report: @escaping (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) {
    runner = TrainingRunner(task)
    self.shouldStop = shouldStop
    self.report = report
  }

  /// Writes the file, whole or not at all.
  ///
  /// - Parameters:
  ///   - epochs: How many epochs from the first; `nil` for all.
  ///   - begin: Called when the data are checked and drawing begins.
  /// - Throws: `DrawsFailure` for what cannot be recorded and where `shouldStop` said so, `StudyFailure` for a run of
  ///   another program or changed data, `FileFailure` where the file cannot be written.
  package func write(epochs: Int? = nil, to file: URL, begin: () -> Void = {}) throws {
    let spec = runner.planned.spec
    let setup = try runner.setup
    let count = epochs ?? setup.recipe.epochs
    guard 1...setup.recipe.epochs ~= count else { throw DrawsFailure.epochs(count, of: setup.recipe.epochs) }
    let augmentation = try runner.imageAugmentation()
    try check(augmentation)
    try TorchLibrary.setThreads(spec.threads)
    let (contents, noisy) = try RunTask(run: runner.planned, workspace: runner.workspace).data()
    let (model, needs) = try runner.model(for: contents, noisy, on: .cpu)
    try check(model, needing: needs)
    let (tokenizer, _) = try runner.prepareTokenizer(of: contents, loadingInto: model)
    let drawn = try draws(contents, noisy, needing: needs, of: model, tokenizer: tokenizer)
    let padding = augmentation.padAndCrop?.padding ?? 0
    let empty = DrawnPass(
      contextLength: setup.model.contextLength, isMasked: needs.contains(.maskedCaptions),
      viewCount: augmentation == .none ? 0 : needs.contains(.secondView) ? 2 : 1)
    func pass(_ purpose: PassPurpose, _ epoch: Int) throws -> DrawnPass {
      var pass = empty
      let batches = drawn(epoch, purpose)
      while let batch = try batches.next() {
        if shouldStop() { throw DrawsFailure.interrupted(epoch: epoch) }
        for draws in batch { pass.append(draws, padding: padding) }
      }
      return pass
    }
    begin()
    try DrawsFile.write(
      spec, signature: runner.planned.signature, epochs: count, padding: padding, to: file
    ) { file in
      try file.write(noiseIndex: noisy.sourceIndices)
      for entry in model.parameters.entries { try write(entry, to: file) }
      for epoch in 1...count {
        let selection = model.selectionDraws(epoch: epoch, pairs: contents.train.count)
        try file.write(
          epoch: epoch, training: pass(.training, epoch),
          division: selection == nil ? nil : pass(.sampleSelection, epoch), coins: selection?.coins)
        report(epoch, count)
      }
    }
  }

  /// The draws of each batch of an epoch's pass.
  private func draws(
    _ contents: DatasetContents, _ noisy: NoisyPairs, needing needs: SampleNeeds, of model: any RetrievalMethod,
    tokenizer: some CaptionTokenizer
  ) throws -> (_ epoch: Int, PassPurpose) -> OrderedPrefetcher<[PairDraws]> {
    let batches = try runner.trainingBatches(
      contents, noisy, images: runner.imageStore(of: contents.train.imagePaths), needing: needs, of: model,
      tokenizer: tokenizer, device: .cpu)
    return { batches.draws(epoch: $0, for: $1) }
  }

  /// Refuses what a view of the file has no numbers for.
  private func check(_ augmentation: ImageAugmentation) throws {
    let changes = [
      augmentation.colorJitter == nil ? nil : "changes of colour",
      augmentation.grayscale == nil ? nil : "loss of colour",
      augmentation.blur == nil ? nil : "blur",
    ].compactMap(\.self)
    guard changes.isEmpty else {
      throw DrawsFailure.notRecordable(
        run: runner.planned.name, what: "\(changes.joined(separator: ", ")) of images",
        remedy: "plan the run with --image-augmentation paper, flip or none")
    }
  }

  /// Refuses methods that draw more than the file has places for.
  private func check(_ model: any RetrievalMethod, needing needs: SampleNeeds) throws {
    let captions =
      needs.isDisjoint(with: [.partnerCaptions, .captionParts]) ? nil : "other captions and parts of captions"
    guard let what = model.ownDraws ?? captions else { return }
    let method = runner.planned.spec.method.id
    throw DrawsFailure.notRecordable(
      run: runner.planned.name, what: "\(what), which \(method) draws,", remedy: "use a method like irra-sdm or rde-tal"
    )
  }

  private func write(_ entry: ParameterStore.Entry, to file: DrawsFile) throws {
    let (tensor, shape) = (entry.tensor, try entry.tensor.shape)
    if try tensor.dtype == .int64, shape.isEmpty {
      for count in try tensor.values(as: Int64.self) { try file.write(weight: entry.name, count: count) }
    } else {
      try file.write(weight: entry.name, values: tensor.detached().to(.float32).values(), shape: shape)
    }
  }
}

extension DrawnPass {
  /// Adds a pair.
  ///
  /// - Parameter padding: The width of the border in which shifts are counted.
  fileprivate mutating func append(_ draws: PairDraws, padding: Int) {
    order.append(draws.pair)
    captions += draws.captionIDs.lazy.map(Int64.init)
    if let masked = draws.masked {
      maskedCaptions? += masked.ids.lazy.map(Int64.init)
      maskedLabels? += masked.labels.lazy.map(Int64.init)
    }
    for changes in [draws.image, draws.secondView].compactMap(\.self) {
      append(
        View(
          isFlipped: changes.placement.isMirrored, top: changes.placement.top + padding,
          left: changes.placement.left + padding, erasedRows: changes.erased?.rows ?? 0..<0,
          erasedColumns: changes.erased?.columns ?? 0..<0))
    }
  }
}
