import BenchCore
import Foundation

/// One image of a dataset with its captions, as its annotation file tells it.
struct AnnotationRecord: Sendable, Equatable {
  /// The part of the dataset it belongs to.
  var split: Split
  /// The identity as it is numbered in the file.
  var identity: Int
  /// The path below the image folder.
  var imagePath: String
  /// None for a distractor of the gallery.
  var captions: [String]
  /// The words of each caption, where the file lists them.
  var captionWords: [[String]]?
}

/// A dataset's records in file order, well-formed one by one but not yet checked as a whole.
struct AnnotationFile: Sendable {
  /// The path of the file.
  var path: String
  /// SHA-256 of the file, hexadecimal.
  var checksum: String
  /// The folder that image paths start from.
  var imageRoot: String
  /// What to subtract from a training identity so that numbering starts at 0.
  var identityOffset: Int
  /// The records of all splits.
  var records: [AnnotationRecord]

  /// Reads and parses the file at `url` in one pass over its mapped bytes.
  ///
  /// `parse` gets the scanner and a place to keep the index of the record that it is at, for error messages.
  ///
  /// - Throws: `DatasetFailure.unreadableFile`, `invalidJSON`, `invalidField` and `missingField`.
  init(
    contentsOf url: URL,
    imageRoot: URL,
    identityOffset: Int,
    parse: (_ scanner: inout JSONScanner, _ record: inout Int?) throws -> [AnnotationRecord]
  ) throws {
    let data: Data
    do {
      data = try Data(contentsOf: url, options: .mappedIfSafe)
    } catch {
      throw DatasetFailure.unreadableFile(url.path, reason: error.systemReason)
    }
    records = try data.withUnsafeBytes { rawBytes in
      let bytes = rawBytes.bindMemory(to: UInt8.self)
      if let reason = PlainText.refusal(of: bytes) { throw DatasetFailure.unreadableFile(url.path, reason: reason) }
      var scanner = JSONScanner(bytes)
      var record: Int?
      do {
        return try parse(&scanner, &record)
      } catch let error as JSONScanner.SyntaxError {
        let position = DatasetFailure.Position(offset: error.offset, in: bytes, record: record)
        throw DatasetFailure.invalidJSON(url.path, position: position, reason: error.reason)
      } catch FieldProblem.invalid(let field, let reason, let offset) {
        let position = DatasetFailure.Position(offset: offset, in: bytes, record: record)
        throw DatasetFailure.invalidField(url.path, position: position, field: field, reason: reason)
      } catch FieldProblem.missing(let field, let present, let offset) {
        let position = DatasetFailure.Position(offset: offset, in: bytes, record: record)
        throw DatasetFailure.missingField(url.path, position: position, field: field, present: present)
      }
    }
    path = url.path
    checksum = data.sha256
    self.imageRoot = imageRoot.path
    self.identityOffset = identityOffset
  }
}

extension AnnotationFile {
  /// The splits in the order of the file: for every record, for every caption.
  ///
  /// - Throws: `DatasetFailure.identityGap`, `emptySplit` and `splitWithoutCaptions`.
  func contents(id: String) throws -> DatasetContents {
    let trainRecords = records.filter { $0.split == .train }
    let val = retrievalSet(.val)
    let test = retrievalSet(.test)
    guard !trainRecords.isEmpty else { throw DatasetFailure.emptySplit(path, split: .train) }
    guard !test.galleryPaths.isEmpty else { throw DatasetFailure.emptySplit(path, split: .test) }

    if let split = splitsWithoutCaptions().first {
      throw DatasetFailure.splitWithoutCaptions(path, split: split)
    }

    let identities = Set(trainRecords.map(\.identity))
    let numbering = identityOffset..<identityOffset + identities.count
    if let missing = numbering.first(where: { !identities.contains($0) }) {
      throw DatasetFailure.identityGap(
        path,
        missing: missing,
        identityCount: identities.count,
        range: identities.min()!...identities.max()!
      )
    }
    var contents = DatasetContents(
      id: id,
      train: pairTable(trainRecords, identityCount: identities.count),
      val: val.galleryPaths.isEmpty ? nil : val,
      test: test,
      annotationChecksum: checksum,
      imageRoot: imageRoot
    )
    for record in records {
      for (caption, words) in zip(record.captions, record.captionWords ?? []) {
        contents.captionWords[caption] = contents.captionWords[caption] ?? words
      }
    }
    return contents
  }

  /// The splits that have images but no caption.
  func splitsWithoutCaptions() -> [Split] {
    Split.allCases.filter { split in
      let own = records.filter { $0.split == split }
      return !own.isEmpty && own.allSatisfy(\.captions.isEmpty)
    }
  }

  /// The absolute path of a record's image.
  func absolutePath(_ record: AnnotationRecord) -> String {
    imageRoot + "/" + record.imagePath
  }

  /// The folders right below the image folder that records name but that do not exist, in ascending order.
  func missingImageFolders() -> [String] {
    let separator = UInt8(ascii: "/")
    var folders: Set<Substring> = []
    for record in records {
      let path = record.imagePath[...]
      if let end = path.utf8.firstIndex(of: separator) { folders.insert(path[..<end]) }
    }
    let root = URL(fileURLWithPath: imageRoot, isDirectory: true)
    return folders.map(String.init).filter { !root.appendingPathComponent($0).isExistingFolder }.sorted()
  }

  private func pairTable(_ records: [AnnotationRecord], identityCount: Int) -> PairTable {
    var table = PairTable(
      identities: [],
      imageIndices: [],
      captions: [],
      imagePaths: records.map(absolutePath),
      identityCount: identityCount
    )
    for (imageIndex, record) in records.enumerated() {
      for caption in record.captions {
        table.identities.append(record.identity - identityOffset)
        table.imageIndices.append(imageIndex)
        table.captions.append(caption)
      }
    }
    return table
  }

  private func retrievalSet(_ split: Split) -> RetrievalSet {
    var set = RetrievalSet(galleryPaths: [], galleryIdentities: [], queryCaptions: [], queryIdentities: [])
    for record in records where record.split == split {
      set.galleryPaths.append(absolutePath(record))
      set.galleryIdentities.append(record.identity)
      for caption in record.captions {
        set.queryCaptions.append(caption)
        set.queryIdentities.append(record.identity)
      }
    }
    return set
  }
}

extension DatasetFailure.Position {
  /// The line and the column of a byte.
  fileprivate init(offset: Int, in bytes: UnsafeBufferPointer<UInt8>, record: Int?) {
    let before = bytes.prefix(offset)
    let newline = UInt8(ascii: "\n")
    let lineStart = before.lastIndex(of: newline).map { $0 + 1 } ?? 0
    self.init(line: before.count { $0 == newline } + 1, column: offset - lineStart + 1, record: record)
  }
}
