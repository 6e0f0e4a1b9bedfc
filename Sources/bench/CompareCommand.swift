import ArgumentParser
import BenchCore
import Foundation
import Methods
import Metrics
import Reports
import Studies

extension Bench {
  /// Compares two groups of runs query by query.
  struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare two runs or groups of runs: differences with intervals and p-values, queries won and lost.",
      discussion: """
        Differences are B minus A in percentage points. Intervals and p-values draw and exchange test identities, not
        single captions, and account for training seeds where both groups have several runs; they say what they cover
        (docs/statistics.md). All runs must have been measured on the same queries and gallery.

        A and B are result files, folders of them, or conditions FIELD=VALUE on the results in --results. FIELD is
        method, dataset, noise, seed, label, any field of a specification, such as epochs, or a symbol such as tau;
        VALUE may be several, with commas. Conditions of A hold for B too where B does not name their field. Runs of a
        group may differ in their seeds alone.

        Examples:
          bench compare Results/irra.h5 Results/rde.h5
          bench compare irra-1.h5 irra-2.h5 --against rde-1.h5 rde-2.h5
          bench compare --where method=irra-sdm noise=20% --against method=rde-tal
        """)

    @Argument(help: "A: result files, or folders of them. Two files alone are A and B.", completion: .file())
    var runs: [String] = []

    @Option(
      name: .customLong("where"), parsing: .upToNextOption,
      help: ArgumentHelp("A: the runs of --results that meet these conditions.", valueName: "field=value"),
      completion: .conditions)
    var conditions: [String] = []

    @Option(
      parsing: .upToNextOption,
      help: ArgumentHelp("B: result files, folders, or conditions FIELD=VALUE.", valueName: "runs"))
    var against: [String] = []

    @Option(help: "The folder that conditions choose from.", completion: .directory)
    var results = "Results"

    @Option(help: ArgumentHelp("Metrics (default: all); Holm's correction is over these.", valueName: "metrics"))
    var metric: [CommaSeparated<Metric>] = []

    @Option(help: "text-to-image or image-to-text.")
    var direction = RetrievalDirection.textToImage

    @Option(help: "best or last (default: best where all runs have it).")
    var checkpoint: CheckpointName?

    @Flag(help: "Take runs of one seed for a pair. Valid without it too; with it, few seeds tell less.")
    var pairSeeds = false

    @OptionGroup(title: "Bootstrap") var bootstrap: BootstrapOptions

    @OptionGroup var data: DataOptions

    @OptionGroup var document: DocumentFormat

    @OptionGroup var verbosity: VerbosityOptions

    func validate() throws {
      guard runs.isEmpty || conditions.isEmpty else {
        throw ValidationError("A is files or --where, not both")
      }
      if against.isEmpty {
        guard conditions.isEmpty, runs.count == 2 else {
          throw ValidationError("say what to compare with: two result files, or --against RUNS")
        }
      } else if runs.isEmpty, conditions.isEmpty {
        throw ValidationError("say what to compare: result files, or --where FIELD=VALUE")
      }
    }

    func run() throws {
      let (first, second) = try ComparedGroup.pair(sides())
      let test = first.runs[0].record.test
      let split = RetrievalSet.atHand(
        first.runs[0].record.spec.dataset.id, in: data.dataRootURL, queryIdentities: test?.queryIdentities ?? [],
        galleryIdentities: test?.galleryIdentities ?? [])
      var settings = ComparisonSettings(bootstrap: bootstrap.paired)
      settings.metrics = metric.given() ?? settings.metrics
      settings.direction = direction
      settings.checkpoint = checkpoint
      settings.unit = bootstrap.by
      settings.pairsSeeds = pairSeeds
      let report: ComparisonReport
      do {
        report = try ComparisonReport(of: first, and: second, settings: settings, captions: split?.queryCaptions)
      } catch let failure as ComparisonFailure {
        throw SourceFailure(source: "\(first.runs[0].file) and \(second.runs[0].file)", failure: failure)
      }
      switch document.chosen {
      case .json: print(try report.json())
      case .text: show(report.text(styling: .screen))
      case let format: print(try report.rendered(as: format), terminator: "")
      }
    }

    /// Results may be of methods that this build does not have.
    private static func methodID(_ name: String) throws -> String {
      do {
        return try MethodRegistry.method(name).info.id
      } catch MethodFailure.unknownMethod {
        return name
      }
    }

    private func sides() throws -> ([ComparedRun], [ComparedRun]) {
      let source = ComparedRuns(folder: URL(filePath: results))
      if against.isEmpty { return (try source.runs(at: [runs[0]]), try source.runs(at: [runs[1]])) }
      let selection = try Self.selection(conditions)
      let a = try conditions.isEmpty ? source.runs(at: runs) : source.runs(where: selection)
      let b =
        try against.allSatisfy(source.isCondition)
        ? source.runs(where: Self.selection(against).completed(by: selection))
        : source.runs(at: against)
      return (a, b)
    }

    private static func selection(_ conditions: [String]) throws -> RunSelection {
      try RunSelection(
        typed: conditions, names: .registered, methodID: Self.methodID,
        noiseRate: { try NoiseRate.single($0).fraction })
    }
  }
}
