import ArgumentParser
import BenchCore
import Foundation
import Galleries
import ResultStore

extension PairListing.Call: ExpressibleByArgument {}
extension PairListing.Truth: ExpressibleByArgument {}
extension PairListing.Order: ExpressibleByArgument {}

extension Bench {
  /// Lists the training pairs of a run.
  struct Pairs: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List a run's training pairs: captions, losses, what the sample selection called them, and the truth.",
      discussion: """
        Of each pair: its image, identity and caption, whose caption that is and what its own is, each head's loss and
        probability that it is clean, what the heads called it (noisy, clean, or disputed where they disagree), and
        what it is. Files and captions come from the dataset below --data-root, if it is the one of the run.

        Text shows the first 20 and how many more there are; --csv and --json have all, or as many as --limit says.

        Examples:
          bench pairs Results/rde-50.h5 --called noisy --truth clean --sort probability
          bench pairs Results/rde-50.h5 --epoch 2 --csv > pairs.csv
        """)

    @Argument(help: "A result file.", completion: .file(extensions: ["h5"]))
    var file: String

    @Option(help: "Only pairs that were called noisy, clean or disputed.")
    var called: PairListing.Call?

    @Option(help: "Only pairs that are noisy or clean.")
    var truth: PairListing.Truth?

    @Option(help: "The epoch that was trained with the selection: a number, or last.")
    var epoch = SelectionEpoch.last

    @Option(help: "index, loss (highest first) or probability (of being clean, lowest first).")
    var sort = PairListing.Order.index

    @Option(help: "How many pairs to list (default: 20 as text, all as CSV and JSON).")
    var limit: Int?

    @Flag(help: "Print CSV.")
    var csv = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var data: DataOptions

    @OptionGroup var verbosity: VerbosityOptions

    func validate() throws {
      if csv, json { throw ValidationError("--csv and --json are given, but one format is printed") }
      if let limit, limit < 0 { throw ValidationError("--limit is 0 or more, not \(limit)") }
    }

    func run() throws {
      let record = try ResultStore.read(URL(filePath: file), including: [.sampleSelections, .noise])
      var listing: PairListing
      do {
        listing = try PairListing(record, epoch: epoch.number)
        try listing.select(called: called, truth: truth, order: sort)
      } catch {
        throw SourceFailure(source: file, failure: error)
      }
      var problem: String?
      do {
        let (contents, noisy) = try TrainedPairs(of: record, below: data.dataRootURL).read()
        listing.describe(from: contents.train, noisy: noisy)
      } catch let failure as any BenchFailure {
        problem = "Without files and captions: \(failure)."
      }
      let root = data.dataRootURL.path + "/"
      let document = PairDocument(listing, of: record, in: file, note: problem) { path in
        path.hasPrefix(root) ? String(path.dropFirst(root.count)) : path
      }
      if json { return print(try document.json(limit: limit), terminator: "") }
      guard csv else { return say(document.text(limit: limit ?? 20), terminator: "") }
      if let problem { note("note: \(problem)") }
      print(document.csv(limit: limit), terminator: "")
    }
  }
}

/// An epoch, or the last one there is a selection of.
enum SelectionEpoch: ExpressibleByArgument {
  case last
  case of(Int)

  init?(argument: String) {
    if argument == "last" {
      self = .last
    } else if let number = Int(argument) {
      self = .of(number)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { "last" }

  var number: Int? { if case .of(let number) = self { number } else { nil } }
}
