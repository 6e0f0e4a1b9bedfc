import BenchCore
import Foundation
import ResultStore
import StudyTestSupport
import Sweep
import Synchronization
import TestSupport
import Testing

/// A run's event log and TensorBoard's curves against the run's result.
@Suite struct RunJournalTests {
  @Test func logAndTensorBoardSayWhatTheResultSays() throws {
    try withTemporaryFolder { root in
      var workspace = TinyStudy.workspace(root)
      workspace.tensorBoardDirectory = root.appending(path: "boards")
      workspace.measuresTestEveryEpoch = true
      let run = try #require(try TinyStudy.runs { $0.methods = ["rde-tal"] }.first)
      let task = RunTask(run: run, workspace: workspace)
      let journal = RunJournal(task) { Issue.record("\($0)") }
      let record = try TrainingRunner(task, report: { _ = journal.take($0) }).run()
      let epochs = try #require(record.epochs)
      let qualities = try #require(record.selectionQualities)

      let log = workspace.resultsDirectory.appending(path: "\(run.name).events.jsonl")
      let events = RunEventLog.entries(of: log, tail: .max).map(\.event)
      #expect(events.first == .started(epochs: 2))
      #expect(
        events.last
          == .finished(
            result: "\(run.name).h5", best: record.best?.textToImage.metrics, last: record.last?.textToImage.metrics))
      let told = events.compactMap { if case .epoch(let epoch) = $0 { epoch } else { nil } }
      #expect(told.map(\.epoch) == [1, 2] && told.map(\.epochs) == [2, 2])
      for (told, stored) in zip(told, epochs) {
        #expect(told.loss == stored.loss && told.selection == stored.selection && told.test == stored.test)
        #expect(told.losses == Dictionary(uniqueKeysWithValues: stored.losses.map { ($0.name, $0.value) }))
        #expect(told.learningRate == stored.learningRate && told.seconds == stored.seconds)
        let consensus = try #require(qualities.first { $0.epoch == told.epoch }).consensus
        #expect(told.sampleSelection == EpochSummary.SelectionSummary(consensus))
      }
      let r1 = epochs.map { $0.selection?[.r1] ?? 0 }
      #expect(told.last?.bestR1 == r1.max() && told.last?.bestEpoch == (r1[1] > r1[0] ? 2 : 1))

      let board = try TensorBoardReader(of: root.appending(path: "boards/\(run.name)"))
      func check(_ tag: String, _ values: [Double?]) {
        #expect(board[tag].map(\.step) == [1, 2], "\(tag)")
        #expect(board[tag].map { Float($0.value) } == values.map { $0.map(Float.init) ?? .nan }, "\(tag)")
      }
      check("loss", epochs.map(\.loss))
      check("learning_rate", epochs.map(\.learningRate))
      for (index, term) in epochs[0].losses.enumerated() {
        check("losses/\(term.name)", epochs.map { $0.losses[index].value })
      }
      for metric in Metric.allCases {
        check("\(run.spec.selection.rawValue)/\(metric.rawValue)", epochs.map { $0.selection?[metric] })
        check("test/\(metric.rawValue)", epochs.map { $0.test?[metric] })
      }
      check("sample_selection/recall", qualities.map(\.consensus.recall))
      let best = try #require(record.best?.textToImage.metrics[.r1])
      #expect(board.texts["result"]?.contains("| R@1 | \(String(format: "%.2f", best)) |") == true)
    }
  }

  @Test func aBoardThatCannotBeWrittenCostsNothingButALine() throws {
    try withTemporaryFolder { root in
      var workspace = TinyStudy.workspace(root)
      workspace.tensorBoardDirectory = URL(filePath: "/proc/nowhere")
      let run = try #require(try TinyStudy.runs().first)
      let notes = LockedNotes()
      let journal = RunJournal(RunTask(run: run, workspace: workspace)) { notes.add($0) }
      let record = EpochRecord(epoch: 1, losses: [], loss: 1, learningRate: nil, seconds: 1, selection: nil)
      for _ in 0..<2 { _ = journal.take(.epoch(EpochSummary(record, of: 2))) }
      #expect(notes.all.count == 1 && notes.all[0].contains("TensorBoard"), "\(notes.all)")
    }
  }
}

/// Lines that were said.
private final class LockedNotes: Sendable {
  private let notes = Mutex<[String]>([])

  var all: [String] { notes.withLock { $0 } }

  func add(_ note: String) { notes.withLock { $0.append(note) } }
}
