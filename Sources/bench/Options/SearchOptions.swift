import ArgumentParser
import BenchCore
import Datasets
import Evaluation
import Foundation
import Studies

/// What `bench search` looks for, where, and with which weights.
struct SearchOptions: ParsableArguments {
  @Argument(help: "Descriptions of persons, such as \"a woman in a red coat\".")
  var texts: [String] = []

  @Option(help: "A file with more descriptions, a line each.", completion: .file())
  var queries: String?

  @Option(
    help: ArgumentHelp(
      """
      Weights to search with: a file (.pth, .pt, .safetensors) or a Hugging Face folder of CLIP, IRRA, RDE or this \
      tool, or `embedded`, the small model for rendered images.
      """, valueName: "file"), completion: .file())
  var weights: String

  @Option(help: ArgumentHelp("The folder of JPEG and PNG files, also in folders below it.", valueName: "folder"))
  var gallery: String

  @Option(help: "The number of images for each description.")
  var top = 10

  func validate() throws {
    guard (1...100_000).contains(top) else { throw ValidationError("--top is 1 to 100000, not \(top)") }
    guard !texts.isEmpty || queries != nil else {
      throw ValidationError("nothing to search for: give a description, or --queries with a file of them")
    }
  }

  /// All descriptions, first those of the command line.
  ///
  /// - Throws: `FileFailure` for a file that cannot be read, `SearchFailure.emptyQuery`.
  func allQueries() throws -> [String] {
    var all = texts
    if let queries {
      do {
        all += try PlainText.lines(Data(contentsOf: URL(filePath: queries)))
          .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
      } catch let failure as PlainText.Failure {
        throw FileFailure(operation: .read, file: queries, reason: failure.reason)
      } catch {
        throw FileFailure(operation: .read, file: queries, error)
      }
      guard !all.isEmpty else { throw FileFailure(operation: .read, file: queries, reason: "no line has words") }
    }
    try GallerySearch.check(all)
    return all
  }

  /// The file of the weights.
  func weightsFile() throws -> URL {
    weights == "embedded"
      ? try EmbeddedWeights.file(in: EmbeddedData.weightsDirectory) : URL(filePath: weights)
  }

  /// The path of an image, as it can be opened from here.
  func path(_ name: String) -> String { gallery.hasSuffix("/") ? gallery + name : "\(gallery)/\(name)" }

  /// What of the descriptions does not reach the text encoder, a sentence each.
  func notes(on queries: [String], tokenizer: any CaptionTokenizer) -> [String] {
    queries.flatMap { query in
      let length = tokenizer.contextLength
      let words = (tokenizer as? WordVocabulary)?.unknownWords(in: query) ?? []
      let known = words.isEmpty ? [] : ["these weights do not know: \(words.joined(separator: ", "))"]
      let cut =
        tokenizer.cuts(query)
        ? ["cut: it has \(tokenizer.count(query) + 2) tokens, start and end included, and these weights read \(length)"]
        : []
      let start = query.count > 40 ? "\(query.prefix(40))..." : query
      return (cut + known).map { "note: `\(start)`: \($0)" }
    }
  }
}
