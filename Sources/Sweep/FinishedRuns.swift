import BenchCore
import Foundation
import ResultStore
package import Studies

/// The finished runs of a results folder, as a sweep looks at them: which of its runs are there, and made by which code.
package struct FinishedRuns: Sendable {
  /// What the folder says about a planned run.
  package enum Standing: Sendable, Hashable {
    case notFinished
    /// Finished by code that computes what this code does, as far as is known.
    case finished
    /// Finished, but perhaps not with the numbers that this code would give.
    case stale(Staleness)
  }

  private let results: [String: (file: URL, result: FinishedResult)]
  private let code: ToolCode?
  private let torchVersion: String

  /// - Parameters:
  ///   - results: What a folder holds.
  ///   - code: That of this process; where its sources are unknown, no result counts as of other code.
  ///   - torchVersion: The libtorch of this process.
  init(_ results: [(file: URL, result: FinishedResult)], code: ToolCode?, torchVersion: String) {
    self.code = code
    self.torchVersion = torchVersion
    // Of copies of a result, one that is of this code tells the most.
    self.results = Dictionary(results.map { ($0.result.signature, $0) }) { first, second in
      guard let sources = code?.sources else { return first }
      return first.result.isMade(by: sources, torchVersion: torchVersion) ? first : second
    }
  }

  /// The signature of the finished result that a run has: its own, or the one it had before images were looked at.
  private func signature(of run: PlannedRun) -> (signature: String, isEarlier: Bool)? {
    if results[run.signature] != nil { return (run.signature, false) }
    guard !results.isEmpty, let earlier = run.earlierSignature, results[earlier] != nil else { return nil }
    return (earlier, true)
  }

  /// The files of all finished results.
  var files: [URL] { results.values.map(\.file) }

  /// The finished result of a run; `nil` where there is none.
  func file(of run: PlannedRun) -> URL? { signature(of: run).flatMap { results[$0.signature]?.file } }

  /// What is known of a run.
  package func standing(of run: PlannedRun) -> Standing {
    guard let (signature, isEarlier) = signature(of: run), let result = results[signature]?.result else {
      return .notFinished
    }
    guard !isEarlier else { return .stale(.beforeImages) }
    guard let sources = code?.sources, !result.isMade(by: sources, torchVersion: torchVersion) else {
      return .finished
    }
    guard let made = result.sources else { return .stale(.unknownCode) }
    return .stale(
      .otherCode(
        commit: result.commit, sources: made,
        libtorch: result.torchVersion == torchVersion ? nil : result.torchVersion))
  }

  /// The runs that a sweep has to run.
  package func waiting(of runs: [PlannedRun], rerun: RerunChoice) -> [PlannedRun] {
    runs.filter { run in
      let standing = standing(of: run)
      return standing == .notFinished || rerun.includes(standing)
    }
  }

  /// What a sweep says about what it finds: how many finished runs are of other code, and what changed since.
  package func notes(about runs: [PlannedRun], rerun: RerunChoice?) -> [String] {
    let standings = runs.map(standing)
    let stale = standings.compactMap { if case .stale(let staleness) = $0 { staleness } else { nil } }
    let (them, run) = stale.count == 1 ? ("it", "it runs again") : ("them", "they run again")
    let summary = Staleness.summary(
      of: stale, among: standings.count { $0 != .notFinished },
      remedy: rerun.map { $0 == .none ? "--rerun stale runs \(them) again" : run })
    return [summary].compactMap(\.self) + changes(for: runs)
  }
}
