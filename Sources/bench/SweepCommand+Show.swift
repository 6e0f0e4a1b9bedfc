import BenchCore
import Methods
import Studies
import Sweep

/// What a sweep says of its plan.
extension Bench.Sweep {
  /// Says that runs are not in single precision, where nobody asked for that.
  func tellPrecision(of plan: StudyPlan) {
    guard plan.studies.contains(where: \.hasPaperPrecisionByDefault) else { return }
    note(
      """
      note: runs from CLIP's weights on a GPU are computed in precision paper, with weights in float16 as the papers' code \
      has them; --precision fp32 asks for single precision, which makes other runs (docs/precision.md)
      """)
  }

  /// Says which files of an external method's command are a part of the identity of its runs.
  func tellPinnedFiles(of plan: StudyPlan) {
    let commands = plan.runs.filter { ExternalMethod.isExternal($0.spec.method) }
      .compactMap { try? ExternalConfiguration($0.spec.method) }
    for command in Swift.Set(commands.map(\.command)).sorted() {
      let files = commands.first { $0.command == command }?.files.keys.sorted() ?? []
      note(
        files.isEmpty
          ? "note: nothing is pinned: the command `\(command)` names no file, so that an edited program is no other run"
          : "note: pinned: \(files.joined(separator: ", "))")
      let directory = plan.studies.compactMap(\.request.external).first { $0.commandLine == command }?.directory
      if let change = directory.flatMap({ ExternalCommand.unknownChange(of: command, in: $0) }) {
        note(
          "note: relative names after `\(change)` are not pinned: the folder is not known; give them in full".printable)
      }
    }
  }

  /// Says with `--verbose` what is planned and which files that is.
  func tellFiles(of plan: StudyPlan) {
    let runs = plan.runs.count == 1 ? "1 run" : "\(plan.runs.count) runs"
    detail("planned \(runs) in \(results), data in \(data.dataRoot), images \(cacheDirectory?.path ?? "not kept")")
    for run in plan.runs { detail("planned \(run.title): \(run.name).h5, logs/\(run.name).log") }
  }

  /// Prints the runs of a plan, study by study, and how many are finished.
  func show(_ plan: StudyPlan, finished: FinishedRuns) throws {
    if json {
      for text in finished.notes(about: plan.runs, rerun: rerun) { note("note: \(text)") }
      return print(try PlanDocument(plan, finished, results: results, rerun: rerun).reportJSON())
    }
    for study in plan.studies {
      if let title = study.title {
        let shared = study.sharedCount == 0 ? "" : " and \(study.sharedCount) of earlier studies"
        say("\(title): \(Self.count(study.runs))\(shared)")
      }
      for run in study.runs {
        let precision = run.spec.setup?.arithmetic.precision ?? .fp32
        say(
          "  \(run.title)\(precision == .fp32 ? "" : " · \(precision.rawValue)")"
            + text(about: finished.standing(of: run)))
      }
    }
    for text in finished.notes(about: plan.runs, rerun: rerun) { note("note: \(text)") }
    let runs = plan.runs
    let done = runs.count { finished.standing(of: $0) != .notFinished }
    say(
      "\(Self.count(runs)), \(done) finished in \(results), \(finished.waiting(of: runs, rerun: rerun).count) to run")
  }

  private func text(about standing: FinishedRuns.Standing) -> String {
    let text =
      switch standing {
      case .notFinished: nil as String?
      case .finished: "finished"
      case .stale(let staleness): staleness.text
      }
    return text.map { "  (\($0)\(rerun.includes(standing) ? "; to run again" : ""))" } ?? ""
  }

  private static func count(_ runs: [PlannedRun]) -> String { "\(runs.count) run\(runs.count == 1 ? "" : "s")" }
}
