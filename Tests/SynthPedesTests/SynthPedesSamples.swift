import BenchCore
import Datasets
import Foundation
import Images
import Synchronization

@testable import SynthPedes

/// Datasets on disk that the tests of synth-pedes share.
enum SynthPedesSamples {
  /// The smallest dataset: three people, five images.
  static let smallest = SynthPedesConfiguration(
    train: .init(identities: 2, images: 3), validation: .none, test: .init(identities: 1, images: 2))

  /// What `tiny` is on disk, written once for all tests and removed again.
  struct Written {
    var summary: SynthPedesSummary
    var annotations: Data
    var records: [Record]
    /// The images in the order of the records.
    var images: [RGBImage]
  }

  static let tiny = Result {
    try withRoot { root in
      let summary = try SynthPedesSet.write(.tiny, to: root, workers: 2)
      let records = try records(summary)
      return Written(
        summary: summary, annotations: try Data(contentsOf: summary.annotations), records: records,
        images: try records.map { try PNGFile.read(from: summary.folder.appending(path: "imgs/\($0.file_path ?? "")")) }
      )
    }
  }

  // MARK: - The default datasets

  /// The default datasets' ids, the rendered images of pretraining among them; each variant in both domains.
  static let datasets = configurations.map(\.datasetID)

  private static let configurations: [SynthPedesConfiguration] =
    SynthPedesVariant.allCases.flatMap { variant in
      let isPretraining = variant == SynthPedesConfiguration.pretraining.variant
      let target = SynthPedesConfiguration.default.imitating(variant)
      return [target, isPretraining ? .pretraining : target.shifted(to: .source)]
    }

  /// Their people.
  static let populations = Result {
    try Dictionary(
      uniqueKeysWithValues: configurations.map { ($0.datasetID, try SynthPedesPopulation($0)) })
  }

  /// What was rendered of a person, and written about the image.
  struct Rendered: Sendable {
    var split: Split
    var identity: Int
    var person: PersonAttributes
    var captions: [String]
  }

  /// The first image of the first people of each split of a default dataset; drawn once for all tests.
  static func drawn(_ dataset: String) throws -> [Rendered] { try rendered[dataset]?.get() ?? [] }

  private static let rendered: [String: Result<[Rendered], any Error>] = {
    let rendered = Mutex<[String: Result<[Rendered], any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: datasets.count) { index in
      let result = Result { try draw(datasets[index]) }
      rendered.withLock { $0[datasets[index]] = result }
    }
    return rendered.withLock { $0 }
  }()

  private static func draw(_ dataset: String) throws -> [Rendered] {
    guard let population = try populations.get()[dataset] else { return [] }
    return try Split.allCases.flatMap { split in
      try population.members.indices.filter { population.members[$0].split == split }.prefix(10).map { identity in
        let image = try SynthPedesSet.renderedImage(of: population, identity: identity, image: 0)
        return Rendered(
          split: split, identity: identity, person: population.members[identity].attributes, captions: image.captions)
      }
    }
  }

  /// Runs `body` in a folder that does not exist yet and is removed afterwards.
  static func withRoot<Value>(_ body: (URL) throws -> Value) throws -> Value {
    let root = FileManager.default.temporaryDirectory.appending(path: "synth-pedes-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    return try body(root)
  }

  /// All files below a folder, hidden ones too, with their bytes.
  static func files(in folder: URL) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      let url = folder.appending(path: path)
      if !url.hasDirectoryPath, let data = try? Data(contentsOf: url) { files[path] = data }
    }
    return files
  }

  /// One record of an annotation file.
  struct Record: Codable {
    var split: Split
    var captions: [String]
    var file_path: String?
    var img_path: String?
    var id: Int
  }

  static func records(_ summary: SynthPedesSummary) throws -> [Record] {
    try JSONDecoder().decode([Record].self, from: Data(contentsOf: summary.annotations))
  }
}
