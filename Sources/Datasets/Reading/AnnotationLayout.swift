import BenchCore
import Foundation

/// The layout the three published datasets share: a JSON list of records and a folder of images.
///
/// A record is `{"split": ..., "captions": [...], "file_path" or "img_path": ..., "id": ...}`, with or without
/// `processed_tokens`, a list of words for each caption; other fields are skipped. An image may have no captions: in a gallery it is a distractor, in training it makes no pair. A split other than `train` and `test` counts as `val`. Source: `datasets/cuhkpedes.py`, `icfgpedes.py` and
/// `rstpreid.py` of IRRA.
package struct AnnotationLayout: Sendable, Equatable {
  /// The dataset's folder below the data root.
  package var folder: String
  /// The annotation file in `folder`.
  package var annotationFile: String
  /// The folder of images in `folder`.
  package var imageFolder = "imgs"
  /// The field of a record that holds the image's path.
  package var pathField: String
  /// What to subtract from a training identity so that numbering starts at 0.
  package var identityOffset: Int
  /// What to do when the annotation file is missing; `nil` for a published dataset, which is downloaded.
  package var remedy: String?
  /// Files that some downloads have in place of `annotationFile`, and that cannot be read.
  package var unreadableAlternatives: [String] = []

  /// The record fields other than the image's path.
  private enum Field {
    static let split = "split"
    static let captions = "captions"
    static let identity = "id"
    /// What the datasets' authors split captions into; RSTPReid has none.
    static let captionWords = "processed_tokens"
  }

  /// Reads the annotation file below `dataRoot`; where images are needed, their folder must exist.
  func read(dataRoot: URL, needsImages: Bool = true) throws -> AnnotationFile {
    let datasetRoot = dataRoot.appendingPathComponent(folder, isDirectory: true)
    let annotations = datasetRoot.appendingPathComponent(annotationFile)
    let imageRoot = datasetRoot.appendingPathComponent(imageFolder, isDirectory: true)
    try checkFolders(dataRoot: dataRoot, datasetRoot: datasetRoot, annotations: annotations)
    guard !needsImages || imageRoot.isExistingFolder else {
      throw DatasetFailure.missingFolder(imageRoot.path, hint: "unpack the images of \(folder) there")
    }
    return try AnnotationFile(
      contentsOf: annotations,
      imageRoot: imageRoot,
      identityOffset: identityOffset,
      parse: records
    )
  }

  /// Parses a whole annotation file, keeping the index of the record that it is at.
  func records(_ scanner: inout JSONScanner, index: inout Int?) throws -> [AnnotationRecord] {
    var records: [AnnotationRecord] = []
    try scanner.list { element in
      index = records.count
      records.append(try record(&element))
    }
    index = nil
    try scanner.end()
    return records
  }

  private func record(_ scanner: inout JSONScanner) throws -> AnnotationRecord {
    var split: Split?
    var identity: Int?
    var imagePath: String?
    var captions: [String]?
    var captionWords: [[String]]?
    let (offset, present) = try scanner.record(of: [Field.split, Field.captions, Field.identity, pathField]) {
      value, key in
      switch key {
      case Field.split: split = Split(rawValue: try value.text(of: key)) ?? .val
      case Field.identity: identity = try value.integer(of: key)
      case Field.captions: captions = try value.texts(of: key)
      case Field.captionWords: captionWords = try value.wordLists()
      case pathField: imagePath = try value.imagePath(of: key)
      default: try value.skip()
      }
    }
    func required<Value>(_ value: Value?, _ field: String) throws -> Value {
      guard let value else { throw FieldProblem.missing(field: field, present: present, offset: offset) }
      return value
    }
    var record = AnnotationRecord(
      split: try required(split, Field.split),
      identity: try required(identity, Field.identity),
      imagePath: try required(imagePath, pathField),
      captions: try required(captions, Field.captions)
    )
    if captionWords?.count == record.captions.count { record.captionWords = captionWords }
    return record
  }

  private func checkFolders(dataRoot: URL, datasetRoot: URL, annotations: URL) throws {
    guard dataRoot.isExistingFolder else {
      throw DatasetFailure.missingFolder(dataRoot.path, hint: "the data root is the folder that holds \(folder)")
    }
    guard datasetRoot.isExistingFolder else {
      let isInside = dataRoot.appendingPathComponent(annotationFile).isExistingFile
      throw DatasetFailure.missingFolder(
        datasetRoot.path,
        hint: isInside
          ? "pass \(dataRoot.deletingLastPathComponent().path), the folder above, as the data root"
          : "the data root is the folder that holds \(folder)"
      )
    }
    guard annotations.isExistingFile else {
      let other = unreadableAlternatives.first { datasetRoot.appendingPathComponent($0).isExistingFile }
      throw DatasetFailure.missingAnnotation(
        annotations.path,
        hint: other.map {
          "\($0) is there instead, but splits are read from \(annotationFile), which other downloads ship"
        }
          ?? remedy ?? "download it with the images of \(folder)"
      )
    }
  }
}

extension URL {
  /// Whether a folder exists here.
  var isExistingFolder: Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Whether something other than a folder exists here.
  var isExistingFile: Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
  }
}
