import Foundation

/// What the file system says of a file.
struct FileTime {
  /// In bytes.
  let size: Int
  /// The last change, in seconds since 1970.
  let modified: Double

  /// `nil` where there is no such file, or something else.
  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    size = Int(status.st_size)
    modified = Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
  }
}
