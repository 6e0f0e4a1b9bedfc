import BenchCore
import Datasets
import Foundation
import Images

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
      let summary = try SynthPedes.write(.tiny, to: root, workers: 2)
      let records = try records(summary)
      return Written(
        summary: summary, annotations: try Data(contentsOf: summary.annotations), records: records,
        images: try records.map { try PNGFile.read(from: summary.folder.appending(path: "imgs/\($0.file_path ?? "")")) }
      )
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
