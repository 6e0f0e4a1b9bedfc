package import BenchCore

/// Why a dataset cannot be read.
package enum DatasetFailure: BenchFailure, Equatable {
  /// No dataset of this name is registered; `hint` lists close matches.
  case unknownDataset(String, hint: String)
  /// A folder of the dataset does not exist; `hint` says where it belongs.
  case missingFolder(String, hint: String)
  /// The annotation file does not exist; `hint` says what to do.
  case missingAnnotation(String, hint: String)
  /// A file cannot be read by this process.
  case unreadableFile(String, reason: String)
  /// Folders below the image folder that records refer to do not exist.
  case missingImageFolders([String], imageRoot: String)
  /// The file is not JSON.
  case invalidJSON(String, position: Position, reason: String)
  /// A field of a record has a type or value that it must not have.
  case invalidField(String, position: Position, field: String, reason: String)
  /// A record lacks a field; `present` lists those it has.
  case missingField(String, position: Position, field: String, present: [String])
  /// Training identities are not numbered without a gap; `missing` is the first number without a record.
  case identityGap(String, missing: Int, identityCount: Int, range: ClosedRange<Int>)
  /// A split that every run needs has no record.
  case emptySplit(String, split: Split)
  /// None of a split's images has a caption.
  case splitWithoutCaptions(String, split: Split)
  /// A run is to leave out a training image that the dataset does not have.
  case unknownTrainingImage(String, imageRoot: String)

  /// A place in an annotation file.
  package struct Position: Sendable, Equatable, CustomStringConvertible {
    /// The line, from 1.
    package var line: Int
    /// The byte of the line, from 1.
    package var column: Int
    /// The record, an index from 0; `nil` outside of records.
    package var record: Int?

    /// Such as `line 1, byte 3823, record 12 (index 11)`.
    package var description: String {
      "line \(line), byte \(column)" + (record.map { ", record \($0 + 1) (index \($0))" } ?? "")
    }
  }

  /// What is wrong, on a few lines: values of a file that it quotes may have any length.
  package var problem: String { sentence.cut(to: 1_000) }

  private var sentence: String {
    switch self {
    case .unknownDataset(let name, _): "unknown dataset \(name)"
    case .missingFolder: "the folder does not exist"
    case .missingAnnotation: "the annotation file does not exist"
    case .unreadableFile(_, let reason): "cannot be read: \(reason)"
    case .missingImageFolders(let names, _): "missing image folders: \(names.joined(separator: ", "))"
    case .invalidJSON(_, _, let reason): "not valid JSON: \(reason)"
    case .invalidField(_, _, let field, let reason): "\(field): \(reason)"
    case .missingField(_, _, let field, let present):
      "field \(field) is missing; the record has \(present.isEmpty ? "no field" : present.joined(separator: ", "))"
    case .identityGap(_, let missing, let identityCount, let range):
      "training identities have a gap: \(identityCount) identities from \(range.lowerBound) to \(range.upperBound), "
        + "but none is \(missing)"
    case .emptySplit(_, let split): "no record of the \(split.rawValue) split"
    case .splitWithoutCaptions(_, let split): "no image of the \(split.rawValue) split has a caption"
    case .unknownTrainingImage(let name, _): "there is no training image \(name) to leave out"
    }
  }

  package var isUsage: Bool { if case .unknownDataset = self { true } else { false } }

  /// The file or folder, and the place in it.
  package var location: String? {
    switch self {
    case .unknownDataset: nil
    case .missingFolder(let path, _), .missingAnnotation(let path, _), .unreadableFile(let path, _),
      .missingImageFolders(_, let path), .identityGap(let path, _, _, _), .emptySplit(let path, _),
      .splitWithoutCaptions(let path, _), .unknownTrainingImage(_, let path):
      path
    case .invalidJSON(let path, let position, _), .invalidField(let path, let position, _, _),
      .missingField(let path, let position, _, _):
      "\(path), \(position)"
    }
  }

  /// Where to get what is missing.
  package var remedy: String? {
    switch self {
    case .unknownDataset(_, let hint), .missingFolder(_, let hint), .missingAnnotation(_, let hint): hint
    case .missingImageFolders: "unpack these images there, with the folder names of the original download"
    case .invalidJSON: "download the file again, or compare its size with the original's"
    case .unknownTrainingImage: "plan the sweep again with the present data"
    case .unreadableFile, .invalidField, .missingField, .identityGap, .emptySplit,
      .splitWithoutCaptions:
      nil
    }
  }
}

extension String {
  /// The text, or as much of it as a message may quote.
  func cut(to length: Int) -> String {
    utf8.count > length ? "\(String(decoding: utf8.prefix(length), as: UTF8.self)) ..." : self
  }
}
