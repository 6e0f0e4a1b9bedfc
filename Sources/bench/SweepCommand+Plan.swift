import ArgumentParser
import BenchCore
import Datasets
import Foundation
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
      "--\(refused) cannot be used with --suite, whose file says it; docs/suites.md lists the options that can")
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
    var studies = try StudySuite(file: SuiteLibrary.installed.file(of: suite)).overridden(
      by: study, in: workingDirectory)
    for index in studies.studies.indices { studies.studies[index].request.device = execution.computes }
    return studies
  }

  private func request() throws -> StudyRequest {
    var request = try study.request(in: workingDirectory)
    request.device = execution.computes
    request.external = try external.external(labelledBy: &request, in: workingDirectory)
    return request
  }

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
      case .choosesOnTest(let dataset):
        note("note: \(dataset) has no val split: Best is chosen on test, as the papers' code does, which flatters it")
      case .hashing(_, let done, let total):
        hashing.show(done: done, of: total)
        if done == total { hashing.finish() }
      case .rotated(let dataset, let count):
        note(
          "note: \(dataset): \(count) image\(count == 1 ? " carries" : "s carry") an EXIF rotation, which is not applied, "
            + "as in the papers' code")
      case .epoch(let epoch): note("note: \(epoch)")
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
            "warning: \(dataset): \(count) training image\(count == 1 ? "" : "s") cannot be decoded; "
              + "left out with \(pairs) pair\(pairs == 1 ? "" : "s")"
          ] + listed + more).joined(separator: "\n"))
      }
    }
    return try make(planner)
  }
}
