public import BenchCore
import Foundation

/// Why an image could not be read or written.
public struct ImageFailure: BenchFailure, Hashable {
  /// What is wrong with the file.
  public enum Reason: Sendable, Hashable {
    /// There is no file at the path.
    case missing
    /// The path leads to a folder, a pipe or a device.
    case notAFile
    /// The file has no bytes.
    case empty
    /// The system refused to read or write; its message.
    case system(String)
    /// The first bytes are neither a JPEG's nor a PNG's.
    case unknownFormat
    /// The file ends before the image does.
    case truncated(ImageFormat)
    /// The decoder's complaint.
    case corrupt(ImageFormat, String)
    /// More pixels than the caller allows.
    case tooLarge(width: Int, height: Int, pixelLimit: Int)
    /// A single pixel, row or column: a placeholder, not a photo.
    case tooSmall(width: Int, height: Int)
    /// The encoder's complaint.
    case notEncoded(String)
  }

  /// The path, or the name that the caller gave to bytes in memory.
  public let path: String
  /// What is wrong with the file.
  public let reason: Reason

  /// Pairs a path with what is wrong with its file.
  public init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }

  /// The reason that a failed system call left in `errno`.
  init(path: String, code: Int32) {
    switch code {
    case ENOENT, ENOTDIR: self.init(path: path, reason: .missing)
    case EISDIR: self.init(path: path, reason: .notAFile)
    default: self.init(path: path, reason: .system(String(cString: strerror(code))))
    }
  }

  /// The path, as it was given.
  public var location: String? { path }

  /// The reason in words, such as `the PNG ends too early`.
  public var problem: String {
    switch reason {
    case .missing: "the image is missing"
    case .notAFile: "this is not a regular file"
    case .empty: "the image file is empty"
    case .system(let message): "the image file is out of reach: \(message)"
    case .unknownFormat: "neither a JPEG nor a PNG, by its first bytes"
    case .truncated(let format): "the \(format.name) ends too early"
    case .corrupt(let format, let message): "the \(format.name) is damaged or unsupported: \(message)"
    case .tooLarge(let width, let height, let limit): "\(width) x \(height) pixels are over the limit of \(limit)"
    case .tooSmall(let width, let height): "\(width) x \(height) pixels are no photo, perhaps a placeholder"
    case .notEncoded(let message): "the image could not be encoded: \(message)"
    }
  }

  /// How to get a file that can be read; `nil` where that depends on the reason's origin.
  public var remedy: String? {
    switch reason {
    case .missing: "check the image root, or unpack the missing folder"
    case .notAFile: nil
    case .empty, .truncated, .corrupt, .tooSmall: "copy or download the file again"
    case .system: "check the permissions and the disk"
    case .unknownFormat: "convert it to JPEG or PNG"
    case .tooLarge: "scale it down before use"
    case .notEncoded: nil
    }
  }
}
