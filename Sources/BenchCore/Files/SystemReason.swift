import Foundation

extension Error {
  /// Why the operating system refused, as `strerror` says it, where a Foundation error hides it under a number of its own;
  /// else what the error says of itself.
  package var systemReason: String {
    if let failure = self as? any BenchFailure { return failure.problem }
    if let code = systemCode { return SystemReason.text(code) }
    let error = self as NSError
    // Foundation's own complaint about bytes that are no text in the encoding asked for.
    if error.domain == NSCocoaErrorDomain, [259, 261].contains(error.code) { return "it is not UTF-8 text" }
    return isFromFoundation ? error.localizedDescription : "\(self)"
  }

  /// The operating system's error number, also of an error below; `nil` where there is none.
  package var systemCode: Int32? {
    var error = self as NSError
    while true {
      if error.domain == NSPOSIXErrorDomain { return Int32(truncatingIfNeeded: error.code) }
      guard let below = error.userInfo[NSUnderlyingErrorKey] as? any Error else { return nil }
      error = below as NSError
    }
  }

  /// The file that a Foundation error is about.
  package var systemFile: String? {
    let details = (self as NSError).userInfo
    return details[NSFilePathErrorKey] as? String ?? (details[NSURLErrorKey] as? URL)?.path
  }

  /// Whether this is an error of Foundation's files, whose own text is a number.
  package var isFromFoundation: Bool { self is CocoaError || self is POSIXError || type(of: self) == NSError.self }
}

/// The operating system's reasons, and what a person can do about each.
enum SystemReason {
  /// What `strerror` says; for a full file system, whether it is bytes or files that it is full of.
  static func text(_ code: Int32, at file: String? = nil) -> String {
    let text = String(cString: strerror(code))
    guard code == ENOSPC, let file else { return text }
    var status = statvfs()
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    guard statvfs(folder, &status) == 0, status.f_files > 0, status.f_favail == 0, status.f_bavail > 0 else {
      return text
    }
    return "\(text): no inodes are left, it cannot hold more files"
  }

  /// What to do about a file that cannot be written for a reason that `text` gave.
  static func remedy(for reason: String) -> String {
    let remedies: [(Int32, String)] = [
      (ENOSPC, "make room there, or choose another folder"), (EDQUOT, "make room there, or choose another folder"),
      (EROFS, "choose a folder on a file system that can be written"), (EACCES, allow), (EPERM, allow),
      (ENOENT, "make its folder again, or choose another one"),
      (ENOTDIR, "a file is where a folder should be: move it away, or choose another folder"),
      (EEXIST, "a file is where a folder should be: move it away, or choose another folder"),
      (EISDIR, "a folder is where a file should be: move it away, or choose another name"),
      (ENAMETOOLONG, "choose a shorter name"),
    ]
    return remedies.first { reason.hasPrefix(text($0.0)) }?.1 ?? "choose another folder, or make room and allow writing"
  }

  private static let allow = "allow writing there, or choose another folder"
}
