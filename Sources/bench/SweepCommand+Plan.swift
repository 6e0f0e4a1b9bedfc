import ArgumentParser
import BenchCore
import Datasets
import Foundation
import Methods
import Studies
import Sweep
import SynthPedes

/// What a sweep runs: the study that its options describe, or those of a suite.
extension Bench.Sweep {
  /// Where the command was started.
  var workingDirectory: URL { URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory) }

  /// Refuses options that `--suite` leaves to its file.
  func validateSuite() throws {
    if cluster.attach {
      guard let more = suite.map({ _ in "suite" }) ?? study.given.first ?? external.given else { return }
      throw ValidationError("--attach follows runs that are submitted already: leave out --\(more)")
    }
    guard suite != nil else {
      guard !study.methods.isEmpty else { throw ValidationError("give --methods, or a --suite that names them") }
      return
    }
    guard let refused = study.refusedBesideSuite ?? external.given else { return }
    throw ValidationError(
      "--\(refused) cannot be used with --suite, whose file says it; only --methods, --noise, --seeds and --epochs "
        + "override a suite")
  }

  /// Reads the data and resolves every run.
  ///
  /// - Parameter images: What runs are told apart by; the contents of the images unless given.
  func plan(images: StudyPlanner.ImageIdentity? = nil) throws -> StudyPlan {
    let images = images ?? .hashed(cache: cacheDirectory, trustsCache: trustCache)
    if let studies = try studies() {
      return try plan(for: studies.studies.map(\.request), images) { try StudyPlan(studies, with: $0) }
    }
    let request = try request()
    try StudyPlanner.check(request)
    return try plan(for: [request], images) { try StudyPlan(request, with: $0) }
  }

  /// What is asked for, study by study; nothing is read but the suite.
  func requests() throws -> [StudyRequest] { try studies()?.studies.map(\.request) ?? [request()] }

  private func studies() throws -> StudySuite? {
    guard let suite else { return nil }
    var studies = try StudySuite(file: URL(filePath: suite)).overridden(by: study)
    for index in studies.studies.indices { studies.studies[index].request.device = execution.computes }
    return studies
  }

  private func request() throws -> StudyRequest {
    var request = try study.request(in: workingDirectory)
    request.device = execution.computes
    request.external = try external.external(in: workingDirectory)
    return request
  }

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
    }
  }

  /// Prints the runs of a plan, study by study, and how many are finished.
  func show(_ plan: StudyPlan, finished: FinishedRuns) {
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
      "\(Self.count(runs)), \(done) finished in \(out), \(finished.waiting(of: runs, rerun: rerun).count) to run")
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

  /// Plans with the data of requests, telling about the images that are left out.
  private func plan(
    for requests: [StudyRequest], _ images: StudyPlanner.ImageIdentity, _ make: (StudyPlanner) throws -> StudyPlan
  ) throws -> StudyPlan {
    try EmbeddedData.prepare(Swift.Set(requests.flatMap(\.datasets)).sorted(), in: data.dataRootURL)
    let display = CountDisplay(label: "decoding training images", unit: "images")
    let hashing = CountDisplay(label: "reading images to tell them from others", unit: "images")
    defer {
      display.finish()
      hashing.finish()
    }
    let planner = StudyPlanner(
      dataRoot: data.dataRootURL, weightsDirectory: EmbeddedData.weightsDirectory,
      images: images
    ) { event in
      switch event {
      case .decoding(_, let done, let total): display.show(done: done, of: total)
      // The rendered stand-ins have captions longer than the embedded model reads by design: no news.
      case .cut(let dataset, _) where SynthPedesConfiguration.ofDataset(dataset) != nil: break
      case .cut(let dataset, let captions): note("note: \(dataset): \(captions)")
      case .hashing(_, let done, let total):
        hashing.show(done: done, of: total)
        if done == total { hashing.finish() }
      case .rotated(let dataset, let count):
        note(
          "note: \(dataset): \(count) image\(count == 1 ? " carries" : "s carry") an EXIF rotation, which is not applied, "
            + "as in the papers' code")
      case .notCached(let failure): note("note: \(failure)")
      case .weights(let file, let warnings):
        for warning in warnings { note("warning: \(file.relativePath): \(warning)") }
      case .skipped(let dataset, let images, let pairs):
        display.finish()
        let listed = images.errors.prefix(10).map { "  \($0.path): \($0.problem)" }
        let more = images.errors.count > 10 ? ["  ... and \(images.errors.count - 10) more"] : []
        let count = images.errors.count
        note(
          ([
            "\(dataset): \(count) training image\(count == 1 ? "" : "s") cannot be decoded; "
              + "left out with \(pairs) pair\(pairs == 1 ? "" : "s")"
          ] + listed + more).joined(separator: "\n"))
      }
    }
    return try make(planner)
  }
}
