import ArgumentParser
import BenchCore
import Datasets
import Foundation
import Studies

/// Which results belong to a suite, study by study, whatever their seeds and machines.
struct SuiteSelection {
  /// One study of the suite.
  struct Study {
    /// Its name, for headings; its number where it has none.
    var name: String
    private var specs: Set<RunSpec>

    fileprivate init(name: String, specs: Set<RunSpec>) {
      self.name = name
      self.specs = specs
    }

    /// Whether a run is one of the study's.
    func contains(_ run: RunRecord) -> Bool { specs.contains(run.spec.withoutCircumstances) }
  }

  let studies: [Study]

  /// Plans a suite's studies, which reads their datasets; rendered ones are rendered where they are missing.
  init(file: String, dataRoot: URL) throws {
    let suite = try StudySuite(file: URL(filePath: file))
    detail("read the suite \(file): \(suite.studies.count) studies")
    try EmbeddedData.prepare(Set(suite.studies.flatMap(\.request.datasets)).sorted(), in: dataRoot)
    // Results on other images are of the study too; tables tell them apart.
    let planner = StudyPlanner(
      dataRoot: dataRoot, weightsDirectory: EmbeddedData.weightsDirectory, images: .ignored)
    studies = try suite.studies.map { study in
      Study(
        name: study.name ?? "study \(study.number)",
        specs: Set(try planner.runs(of: study.request).map(\.spec.withoutCircumstances)))
    }
  }

  /// Whether a run is one of some study's.
  func contains(_ run: RunRecord) -> Bool { studies.contains { $0.contains(run) } }
}

extension RunSpec {
  /// The specification without what a study is repeated with.
  fileprivate var withoutCircumstances: RunSpec {
    var spec = self
    spec.seed = 0
    spec.device = ""
    spec.threads = 0
    spec.dataset.imageChecksum = nil
    return spec
  }
}

/// The option of commands that can leave out results of other studies.
struct SuiteOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only results of this suite's studies, with any seeds (docs/suites.md).", valueName: "file"),
    completion: .suites)
  var suite: String?

  @OptionGroup var data: DataOptions

  /// The suite's studies; `nil` where none was named.
  func selection() throws -> SuiteSelection? {
    try suite.map { try SuiteSelection(file: $0, dataRoot: data.dataRootURL) }
  }
}
