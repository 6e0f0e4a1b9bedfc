import ArgumentParser
import BenchCore
import Evaluation
import Foundation
import Galleries
import Reports
import Studies

extension Bench {
  /// Ranks a folder of images by descriptions.
  struct Search: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Search a folder of images for persons by description, with any weights.",
      discussion: """
        Encodes the images once with CLIP's, IRRA's, RDE's or this tool's weights and ranks them by their similarity to
        each description: the mean cosine of all heads. Embeddings are kept in the cache folder, so that the next search
        takes seconds; an image that changed is encoded again (docs/search.md).

        Examples:
          bench search "a woman in a red coat" --weights best.pth --gallery photos
          bench search "a man in a hat" --weights best.pth --gallery imgs --page a.html
          bench search --queries lines.txt --weights best.pth --gallery photos --json
        """)

    @OptionGroup var search: SearchOptions

    @Option(
      help: ArgumentHelp("Also write an HTML page with the images in it.", valueName: "file"), completion: .file())
    var page: String?

    @OptionGroup(title: "Weights") var encoding: EncoderOptions

    @Option(help: "Threads that compute (default: every core).")
    var threads: Int?

    @Option(help: ArgumentHelp("The folder where embeddings are kept.", valueName: "folder"))
    var cache = CacheFolder.path("search")

    @Flag(help: "Keep no embeddings, and use none that were kept.")
    var noCache = false

    @OptionGroup var document: DocumentFormat

    @OptionGroup var verbosity: VerbosityOptions

    func validate() throws {
      guard threads ?? 1 >= 1 else { throw ValidationError("--threads is at least 1, not \(threads ?? 0)") }
    }

    func run() async throws {
      // Mistakes are told before weights are read.
      let queries = try search.allQueries()
      let folder = try ImageFolder(URL(filePath: search.gallery, directoryHint: .isDirectory))
      if let page { try OutputFolder.checkWritable(file: URL(filePath: page)) }
      let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
      let encoder = try CheckpointEncoder(
        file: search.weightsFile(), settings: await encoding.settings(threads: threads))
      for line in encoder.report { note(line) }
      for line in search.notes(on: queries, tokenizer: encoder.tokenizer) { note(line) }
      let gallery = try encoded(folder, by: encoder)
      let found = try GallerySearch(queries, in: gallery, by: encoder, length: search.top, threads: threads)
      let report = SearchReport(
        weights: search.weights, gallery: search.gallery, images: gallery.names.count, heads: gallery.heads.names,
        queries: zip(found.queries, found.found).map { query, images in
          SearchReport.Query(
            query: query,
            found: images.enumerated().map {
              .init(rank: $0 + 1, similarity: $1.similarity, file: search.path($1.name))
            })
        }, skipped: folder.unreadable.map(\.description) + gallery.skipped.map(\.description))
      switch document.chosen {
      case .json: print(try report.json())
      case .csv: print(report.table.rendered(as: .csv), terminator: "")
      case .text: print(report.text, terminator: "")
      case let format:
        print(report.tables.map { $0.rendered(as: format) }.joined(separator: "\n"), terminator: "")
      }
      try writePage(report, folder, found)
    }

    /// The folder's embeddings; says how far it has come, and what was left out.
    private func encoded(_ folder: ImageFolder, by encoder: CheckpointEncoder) throws -> EncodedGallery {
      let reading = CountDisplay(label: "reading \(search.gallery)", unit: "files")
      let display = CountDisplay(label: "encoding \(search.gallery)", unit: "images")
      defer { display.finish() }
      let gallery = try EncodedGallery(
        folder, by: encoder,
        cacheDirectory: noCache ? nil : URL(filePath: cache, directoryHint: .isDirectory).absoluteURL,
        code: ToolCode.current.sources
      ) {
        reading.show(done: $0, of: $1)
        if $0 == $1 { reading.finish() }
      } progress: {
        display.show(done: $0, of: $1)
      }
      display.finish()
      for failure in folder.unreadable { note("warning: skipped \(failure)") }
      for failure in gallery.skipped { note("warning: skipped \(failure)") }
      for warning in gallery.warnings { note("warning: \(warning)") }
      if gallery.rotatedCount > 0 {
        note("note: \(gallery.rotatedCount) images are turned by their EXIF data; they are taken as they are stored")
      }
      let known = gallery.encodedCount == 0 ? "all known from before" : "\(gallery.encodedCount) encoded now"
      note("\(gallery.names.count) images, \(known)")
      return gallery
    }

    private func writePage(_ report: SearchReport, _ folder: ImageFolder, _ found: GallerySearch) throws {
      guard let page else { return }
      var pictures: [String: SearchPage.Picture] = [:]
      for image in Set(found.found.joined().map(\.name)) {
        do {
          pictures[search.path(image)] = try Thumbnail.picture(path: folder.path(image))
        } catch let failure as any BenchFailure {
          note("warning: the page lacks \(failure)")
        }
      }
      let file = URL(filePath: page)
      try OutputFolder.write(SearchPage(report, pictures: pictures).html(), to: file)
      note("wrote \(file.relativePath)")
    }
  }
}
