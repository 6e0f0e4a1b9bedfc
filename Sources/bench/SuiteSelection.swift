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
    /// Whether a run is one of the study's.
    let contains: (RunRecord) -> Bool
  }

  /// What the suite was asked for by.
  let name: String
  let studies: [Study]

  /// Plans a suite's studies, which reads their datasets; rendered ones are rendered where they are missing. Studies that
  /// leave their weights to whoever runs them, such as the papers', are not planned: their runs are told by dataset, noise,
  /// method and what the study says of training.
  init(suite text: String, dataRoot: URL) throws {
    name = text
    let suite = try StudySuite(file: SuiteLibrary.installed.file(of: text))
    detail("read the suite \(text): \(suite.studies.count) studies")
    // Results on other images are of the study too; tables tell them apart.
    let planner = StudyPlanner(
      dataRoot: dataRoot, weightsDirectory: EmbeddedData.weightsDirectory, images: .ignored)
    studies = try suite.studies.map { study in
      let name = study.name ?? "study \(study.number)"
      guard !study.request.leavesWeightsOpen else {
        let outline = StudyOutline(of: [study.request])
        return Study(name: name) { outline.contains($0.spec) }
      }
      try EmbeddedData.prepare(study.request.datasets, in: dataRoot)
      let specs = Set(try planner.runs(of: study.request).map(\.spec.withoutCircumstances))
      return Study(name: name) { specs.contains($0.spec.withoutCircumstances) }
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
      "Only results of this suite's studies, with any seeds: a file or a name (docs/suites.md).", valueName: "suite"),
    completion: .suites)
  var suite: String?

  @OptionGroup var data: DataOptions

  /// The suite's studies; `nil` where none was named.
  func selection() throws -> SuiteSelection? {
    try suite.map { try SuiteSelection(suite: $0, dataRoot: data.dataRootURL) }
  }
}
