import BenchCore
package import Foundation
package import Studies
import TensorBoard

/// Writes a run's epochs and its result for TensorBoard, into a folder named after the run.
///
/// Like the event log it is never worth a run: after a failure nothing more is written, which is said once.
package final class RunTensorBoard {
  private let directory: URL
  private let selection: String
  private let epochs: Int
  private let note: @Sendable (String) -> Void
  private var writer: TensorBoardWriter?
  private var hasResumed = false
  private var hasFailed = false

  /// Prepares the event file of a run; it is created with the first epoch.
  ///
  /// - Parameters:
  ///   - directory: The folder of all runs' folders.
  ///   - note: Gets one line if the file cannot be written.
  package init(_ run: PlannedRun, directory: URL, note: @escaping @Sendable (String) -> Void) {
    self.directory = directory.appending(path: run.name, directoryHint: .isDirectory)
    selection = run.spec.selection.rawValue
    epochs = run.spec.recipe?.epochs ?? 0
    self.note = note
  }

  /// Writes what TensorBoard has a place for.
  package func take(_ event: RunEvent) {
    guard !hasFailed else { return }
    do throws(FileFailure) {
      switch event {
      case .epoch(let summary):
        try writer(from: summary.epoch).write(scalars: scalars(of: summary), step: summary.epoch)
      case .resumed: hasResumed = true
      case .finished(_, let best, let last):
        // A run that had nothing but its end to go on with leaves all epochs as they are.
        let writer = try writer(from: hasResumed ? epochs + 1 : 0)
        try writer.write(text: Self.table(best, last), tag: "result", step: epochs)
      case .started, .batch, .note, .saved, .failed, .interrupted: break
      }
    } catch {
      hasFailed = true
      note("no more is written for TensorBoard: \(error)")
    }
  }

  private func writer(from step: Int) throws(FileFailure) -> TensorBoardWriter {
    if let writer { return writer }
    let new = try TensorBoardWriter(directory: directory, firstStep: step)
    writer = new
    return new
  }

  /// All numbers of an epoch, under tags such as `val/r1` and `loss/tal`.
  private func scalars(of epoch: EpochSummary) -> [(tag: String, value: Double)] {
    var scalars = [("loss", epoch.loss), ("seconds_per_epoch", epoch.seconds)]
    func add(_ tag: String, _ value: Double?) {
      if let value { scalars.append((tag, value)) }
    }
    for (name, value) in epoch.losses.sorted(by: { $0.key < $1.key }) { add("losses/\(name)", value) }
    add("learning_rate", epoch.learningRate)
    add("pairs_per_second", epoch.pairsPerSecond)
    for metric in Metric.allCases {
      add("\(selection)/\(metric.rawValue)", epoch.selection?[metric])
      if selection != Split.test.rawValue { add("test/\(metric.rawValue)", epoch.test?[metric]) }
    }
    if let samples = epoch.sampleSelection {
      add("sample_selection/kept", Double(samples.kept) / Double(max(1, samples.pairs)))
      add("sample_selection/precision", samples.precision)
      add("sample_selection/recall", samples.recall)
      add("sample_selection/accuracy", samples.accuracy)
      add("sample_selection/f1", samples.f1)
      add("sample_selection/auc", samples.auc)
    }
    return scalars
  }

  /// Best and Last on the test split, a row for each metric.
  private static func table(_ best: MetricValues?, _ last: MetricValues?) -> String {
    func cell(_ value: Double?) -> String { value.map { String(format: "%.2f", $0) } ?? "–" }
    let rows = Metric.allCases.map { "| \($0.title) | \(cell(best?[$0])) | \(cell(last?[$0])) |" }
    return (["| test split | Best | Last |", "|---|---|---|"] + rows).joined(separator: "\n")
  }
}
