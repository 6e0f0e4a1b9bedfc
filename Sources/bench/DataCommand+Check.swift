import ArgumentParser
import BenchCore
import Datasets
import Foundation
import Studies

extension DataCommand {
  /// The dataset a data command looks at.
  struct Selection: ParsableArguments {
    @Option(help: "The dataset (bench list datasets).", completion: .dataset)
    var dataset = DatasetInfo.synthPEDES.id

    @OptionGroup var data: DataOptions
  }

  /// Reads everything and says what is wrong.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read every record and every image header and say what is wrong.",
      discussion: "Exits with 0 only if the dataset can be used; warnings alone leave it usable.")

    @OptionGroup var selection: Selection

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
      let info = try DatasetRegistry.info(named: selection.dataset)
      let display = CountDisplay(label: "checking \(info.id)", unit: "images")
      // Counting tokens is worth a vocabulary that is there, not one that has to be fetched.
      let vocabulary = VocabularyFile.find(in: URL(filePath: FileManager.default.currentDirectoryPath))
      let check = DatasetCheck(
        of: info, dataRoot: selection.data.dataRootURL,
        tokenizer: vocabulary.flatMap { try? CLIPTokenizer(vocabulary: $0) }
      ) { display.show(done: $0, of: $1) }
      display.finish()
      if json {
        print(try CheckDocument(check).reportJSON())
        guard check.isUsable else { throw ExitCode(1) }
        return
      }
      if let statistics = check.statistics { printCounts(statistics, published: info.published) }
      for finding in check.findings {
        guard !finding.examples.isEmpty else {
          say("\(finding.severity.rawValue): \(finding.message)")
          continue
        }
        say("\(finding.severity.rawValue): \(finding.message): \(finding.count)")
        for example in finding.examples { say("  \(example.printableLine)") }
        if finding.count > finding.examples.count { print("  ... and \(finding.count - finding.examples.count) more") }
      }
      print(check.isUsable ? "\(info.id) can be used" : "\(info.id) cannot be used")
      if !check.isUsable { throw ExitCode(1) }
    }
  }

  /// Prints distributions.
  struct Stats: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print counts and the distributions of caption lengths and image sizes.")

    @OptionGroup var selection: Selection

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
      let info = try DatasetRegistry.info(named: selection.dataset)
      let display = CountDisplay(label: "reading \(info.id)", unit: "images")
      let statistics = try DatasetStatistics(of: info, dataRoot: selection.data.dataRootURL) {
        display.show(done: $0, of: $1)
      }
      display.finish()
      if json { return print(try StatisticsDocument(statistics, of: info.id).reportJSON()) }
      printCounts(statistics, published: info.published)
      print()
      var rows = [["", "min", "5%", "median", "95%", "max", "mean"]]
      for split in statistics.splits {
        rows.append(row("\(split.split.rawValue): words per caption", split.captionWords))
        rows.append(row("\(split.split.rawValue): captions per image", split.captionsPerImage))
        rows.append(row("\(split.split.rawValue): images per identity", split.imagesPerIdentity))
      }
      rows.append(row("image width", statistics.imageWidths))
      rows.append(row("image height", statistics.imageHeights))
      printColumns(rows)
      say(
        "image formats: "
          + statistics.imageFormats.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
          .joined(separator: ", "))
    }

    private func row(_ name: String, _ distribution: Distribution) -> [String] {
      let quantiles = [0, 0.05, 0.5, 0.95, 1].map { distribution.quantile($0).map(String.init) ?? "" }
      return [name] + quantiles + [distribution.mean.map { String(format: "%.1f", $0) } ?? ""]
    }
  }
}

/// Prints the size of each split, beside the published one where there is one.
private func printCounts(_ statistics: DatasetStatistics, published: DatasetCounts?) {
  var rows = [["split", "identities", "images", "captions"]]
  for split in statistics.splits {
    let expected: DatasetCounts.Counts? =
      switch split.split {
      case .train: published?.train
      case .val: published?.val
      case .test: published?.test
      }
    func cell(_ count: Int, _ expected: Int?) -> String {
      expected.map { $0 == count ? "\(count)" : "\(count) (published \($0))" } ?? "\(count)"
    }
    rows.append([
      split.split.rawValue, cell(split.counts.identities, expected?.identities),
      cell(split.counts.images, expected?.images), cell(split.counts.captions, expected?.captions),
    ])
  }
  printColumns(rows)
}
