import ArgumentParser
import BenchCore
import Datasets
import Foundation
import Sweep

/// What a sweep runs: the study that its options describe, or those of a suite.
extension Bench.Sweep {
  /// Where the command was started.
  var workingDirectory: URL { URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory) }

  /// Refuses options that `--suite` leaves to its file.
  func validateSuite() throws {
    guard suite != nil else {
      guard methods != nil else { throw ValidationError("give --methods, or a --suite that names them") }
      return
    }
    let others: [(name: String, isGiven: Bool)] = [
      ("datasets", datasets != nil), ("set", !set.isEmpty), ("vary", !vary.isEmpty), ("injector", injector != nil),
      ("noise-seed", noiseSeed != nil), ("noise-index", noiseIndex != nil), ("skip-corrupt", skipCorrupt),
      ("batch-size", batchSize != nil), ("learning-rate", learningRate != nil), ("weights", weights != nil),
      ("vocabulary", vocabulary != nil), ("image-size", imageSize != nil), ("selection", selection != nil),
      ("text-augmentation", textAugmentation != nil), ("image-augmentation", imageAugmentation != nil),
      ("threads", threads != nil), ("command", command != nil), ("label", label != nil), ("timeout", timeout != nil),
    ]
    guard let other = others.first(where: \.isGiven) else { return }
    throw ValidationError(
      "--\(other.name) cannot be used with --suite, whose file says it; only --methods, --noise, --seeds and --epochs "
        + "override a suite")
  }

  /// Reads the data and resolves every cell.
  func plan() throws -> SweepPlan {
    if let suite {
      var studies = try StudySuite(file: URL(filePath: suite)).overridden(by: overrides)
      for index in studies.studies.indices { studies.studies[index].request.device = device }
      return try plan(for: studies.studies.map(\.request)) { try SweepPlan(studies, with: $0) }
    }
    let request = try request()
    try StudyPlanner.check(request)
    return try plan(for: [request]) { try SweepPlan(request, with: $0) }
  }

  /// Prints the cells of a plan, study by study, and how many are finished.
  func show(_ plan: SweepPlan, finished: Set<String>) {
    for study in plan.studies {
      if let title = study.title {
        let shared = study.sharedCount == 0 ? "" : " and \(study.sharedCount) of earlier studies"
        print("\(title): \(Self.count(study.cells))\(shared)")
      }
      for cell in study.cells { print("  \(cell.title)\(finished.contains(cell.signature) ? "  (finished)" : "")") }
    }
    let cells = plan.cells
    let done = cells.count { finished.contains($0.signature) }
    print("\(Self.count(cells)), \(done) finished in \(out), \(cells.count - done) to run")
  }

  private static func count(_ cells: [StudyCell]) -> String { "\(cells.count) cell\(cells.count == 1 ? "" : "s")" }

  private var overrides: SuiteOverrides {
    var overrides = SuiteOverrides()
    overrides.methods = methods?.values
    overrides.noiseRates = noise?.map(\.fraction)
    overrides.seeds = seeds?.values
    overrides.epochs = epochs
    return overrides
  }

  private func request() throws -> StudyRequest {
    var request = StudyRequest(methods: methods?.values ?? [])
    request.datasets = datasets?.values ?? request.datasets
    request.noiseRates = noise?.map(\.fraction) ?? request.noiseRates
    request.seeds = seeds?.values ?? request.seeds
    request.settings = set
    request.variations = vary
    request.injector = injector ?? (noiseIndex == nil ? request.injector : "index")
    request.noiseIndex = noiseIndex.map { URL(filePath: $0).absoluteURL }
    request.skipsCorruptImages = skipCorrupt
    request.noiseSeed = noiseSeed ?? request.noiseSeed
    request.weights = weights.map { StartingPoint($0, in: workingDirectory) } ?? request.weights
    request.vocabulary = vocabulary.map { URL(filePath: $0).absoluteURL }
    request.imageSize = imageSize
    request.epochs = epochs
    request.batchSize = batchSize
    request.learningRate = learningRate
    request.selection = selection ?? request.selection
    request.captionAugmentation = textAugmentation ?? request.captionAugmentation
    request.imageAugmentation = imageAugmentation
    request.threads = threads ?? request.threads
    request.device = device
    if let command {
      request.external = try ExternalCommand(commandLine: command, label: label, directory: workingDirectory)
    }
    return request
  }

  /// Plans with the data of requests, telling about the images that are left out.
  private func plan(for requests: [StudyRequest], _ make: (StudyPlanner) throws -> SweepPlan) throws -> SweepPlan {
    try EmbeddedData.prepare(Swift.Set(requests.flatMap(\.datasets)).sorted(), in: data.dataRootURL)
    let display = CountDisplay(label: "decoding training images", unit: "images")
    defer { display.finish() }
    let planner = StudyPlanner(dataRoot: data.dataRootURL, weightsDirectory: EmbeddedData.weightsDirectory) { event in
      switch event {
      case .decoding(_, let done, let total): display.show(done: done, of: total)
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
