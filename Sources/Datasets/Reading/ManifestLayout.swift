import BenchCore
import Foundation

/// The layout for any other image-text set: a file with one JSON record a line, image paths relative to its folder.
///
/// A record is `{"image": "a/1.jpg", "caption": "...", "identity": 7 or "7", "split": "train", "val" or "test"}`; other
/// fields are skipped. A line of `val` or `test` without a caption, or with null, is an image of the gallery alone. Lines with the same image are captions of one image, which comes where the first of them is.
/// Identities are numbered in the order in which they come, those of the training split first.
package struct ManifestLayout: Sendable, Equatable {
  /// The file in the data root.
  package var file = "manifest.jsonl"

  /// Reads the manifest in the folder `dataRoot`.
  func read(dataRoot: URL) throws -> AnnotationFile {
    guard dataRoot.isExistingFolder else {
      throw DatasetFailure.missingFolder(dataRoot.path, hint: "the data root is the folder that holds \(file)")
    }
    let manifest = dataRoot.appendingPathComponent(file)
    guard manifest.isExistingFile else {
      throw DatasetFailure.missingAnnotation(
        manifest.path,
        hint: "write one line of JSON a caption, with image, caption, identity and split"
      )
    }
    return try AnnotationFile(contentsOf: manifest, imageRoot: dataRoot, identityOffset: 0) { scanner, index in
      var images = ManifestImages()
      var line = 0
      while !scanner.isAtEnd() {
        index = line
        try images.append(ManifestLine(&scanner))
        line += 1
      }
      return images.numberedRecords()
    }
  }
}

/// One line of a manifest.
private struct ManifestLine {
  var image: String
  var caption: String?
  var identity: String
  var split: Split
  var offset: Int

  init(_ scanner: inout JSONScanner) throws {
    var image: String?
    var caption: String?
    var identity: String?
    var split: Split?
    let (offset, present) = try scanner.record(of: ["image", "caption", "identity", "split"]) { value, key in
      switch key {
      case "image": image = try value.imagePath(of: key)
      case "caption" where try value.kind() == .null: try value.skip()
      case "caption": caption = try value.text(of: key)
      case "identity":
        identity = try value.kind() == .number ? String(try value.integer(of: key)) : try value.text(of: key)
      case "split":
        let start = value.offset
        let name = try value.text(of: key)
        split = Split(rawValue: name)
        if split == nil {
          throw FieldProblem.invalid(field: key, reason: "\(name) is not train, val or test", offset: start)
        }
      default: try value.skip()
      }
    }
    func required<Value>(_ value: Value?, _ field: String) throws -> Value {
      guard let value else { throw FieldProblem.missing(field: field, present: present, offset: offset) }
      return value
    }
    self.image = try required(image, "image")
    self.identity = try required(identity, "identity")
    let known = try required(split, "split")
    self.split = known
    self.caption = known == .train ? try required(caption, "caption") : caption
    self.offset = offset
  }
}

/// The images of a manifest, gathered from its lines.
private struct ManifestImages {
  private var lines: [ManifestLine] = []
  private var captions: [[String]] = []
  private var indices: [String: Int] = [:]

  /// Adds a line to its image, or starts a new one.
  mutating func append(_ line: ManifestLine) throws {
    guard let index = indices[line.image] else {
      indices[line.image] = lines.count
      lines.append(line)
      captions.append(line.caption.map { [$0] } ?? [])
      return
    }
    for (field, now, before) in [
      ("identity", line.identity, lines[index].identity),
      ("split", line.split.rawValue, lines[index].split.rawValue),
    ] where now != before {
      throw FieldProblem.invalid(
        field: field,
        reason: "\(now), but an earlier line of \(line.image) has \(before)",
        offset: line.offset
      )
    }
    if let caption = line.caption { captions[index].append(caption) }
  }

  /// The images as records, with identities as numbers.
  func numberedRecords() -> [AnnotationRecord] {
    var numbers: [String: Int] = [:]
    for line in lines.filter({ $0.split == .train }) + lines where numbers[line.identity] == nil {
      numbers[line.identity] = numbers.count
    }
    return zip(lines, captions).map { line, captions in
      AnnotationRecord(
        split: line.split,
        identity: numbers[line.identity] ?? 0,
        imagePath: line.image,
        captions: captions
      )
    }
  }
}
