import BenchCore
import Datasets
import Foundation

/// How a folder was written: `synth.json`.
struct SynthPedesStamp: Codable {
  var configuration: SynthPedesConfiguration
  /// The generator's revision.
  var revision: Int
  var images: Int
  var captions: Int
  /// SHA-256 of the annotation file.
  var annotationSHA256: String
  /// SHA-256 over the annotation file and the pixels' digests.
  var contentSHA256: String

  /// What is missing or changed in a folder of this stamp; `nil` if the annotations are intact and every image is there.
  func damage(in folder: URL) -> String? {
    let name = configuration.variant.annotationName
    guard let annotations = try? Data(contentsOf: folder.appending(path: name)) else { return "\(name) is missing" }
    guard annotations.sha256 == annotationSHA256 else { return "\(name) was changed" }
    guard let records = try? JSONDecoder().decode([RenderedRecord].self, from: annotations) else {
      return "\(name) cannot be read"
    }
    for record in records {
      let path = "imgs/\(record.path)"
      guard FileManager.default.fileExists(atPath: folder.appending(path: path).path) else {
        return "\(path) is missing"
      }
    }
    return nil
  }
}

/// One image in the annotation file, in the layout of the published datasets.
struct RenderedRecord: Codable {
  var split: Split
  var captions: [String]
  /// The path below `imgs/`, under the name that CUHK-PEDES and ICFG-PEDES use.
  var filePath: String?
  /// The path below `imgs/`, under the name that RSTPReid uses.
  var imagePath: String?
  var id: Int

  private enum CodingKeys: String, CodingKey {
    case split, captions, id
    case filePath = "file_path"
    case imagePath = "img_path"
  }

  init(split: Split, captions: [String], path: String, id: Int, layout: SynthPedesVariant) {
    self.split = split
    self.captions = captions
    self.id = id
    if layout == .rstp { imagePath = path } else { filePath = path }
  }

  var path: String { filePath ?? imagePath ?? "" }
}

extension SynthPedesSummary {
  init(_ stamp: SynthPedesStamp, folder: URL, wasKept: Bool) {
    self.init(
      folder: folder, annotations: folder.appending(path: stamp.configuration.variant.annotationName),
      images: stamp.images, captions: stamp.captions, checksum: stamp.contentSHA256, wasKept: wasKept)
  }
}
