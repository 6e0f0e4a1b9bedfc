import CHDF5
package import Foundation

/// HDF5 files: opened for reading, or written as a whole.
///
/// A new file is built in memory and reaches the disk in one checked, atomic step. A full disk is thus an ordinary
/// error of `write`; the library itself does not survive one (after a failed flush, HDF5 1.10.8 crashes at exit).
package enum File {
  /// Opens a file for reading and returns its root group, which keeps it open.
  ///
  /// Throws `HDF5Failure.fileSystem` where there is no readable file, `notHDF5` for a file of another kind or an empty
  /// one and `damaged` for a truncated one.
  package static func open(_ url: URL) throws -> Group {
    let location = Location(file: url.path, object: "/")
    let size = try DiskFile.size(of: url)
    let isHDF5 = try Library.call("H5Fis_hdf5", at: location) { H5Fis_hdf5(url.path) }
    guard isHDF5 > 0 else { throw HDF5Failure.notHDF5(file: url.path) }
    let access = try Handle("H5Pcreate", at: location) { H5Pcreate(chdf5_file_access()) }
    // Files are never written in place, so locks would only fail on file systems without them.
    try Library.call("H5Pset_file_locking", at: location) { H5Pset_file_locking(access.id, false, true) }
    let file: Handle
    do {
      file = try Handle("H5Fopen", at: location) { H5Fopen(url.path, chdf5_read_only(), access.id) }
    } catch HDF5Failure.library(_, _, _, let message) {
      throw HDF5Failure.damaged(file: url.path, message: message)
    }
    return try Group(rootOf: file, at: location, fileBytes: size)
  }

  /// Creates a file, or replaces one, with what `build` writes into its root group.
  ///
  /// Nothing is seen at `url` before everything is on the disk; where anything fails, what was there stays.
  /// Objects must not be used after `build` has returned: their calls throw.
  ///
  /// - Throws: `HDF5Failure`, and what the closure throws.
  @discardableResult
  package static func create<Result>(at url: URL, _ build: (Group) throws -> Result) throws -> Result {
    let image = try MemoryImage(at: Location(file: url.path, object: "/"))
    let result = try build(try image.root())
    try image.close { try DiskFile.replace(url, with: $0) }
    return result
  }

  /// Replaces a file with its contents as `change` edits them, as safely as `create`.
  ///
  /// - Throws: `HDF5Failure`, and what the closure throws.
  @discardableResult
  package static func update<Result>(at url: URL, _ change: (Group) throws -> Result) throws -> Result {
    // Tells apart missing, foreign and damaged files.
    _ = try open(url)
    let image = try MemoryImage(at: Location(file: url.path, object: "/"), contents: try DiskFile.read(url))
    let result = try change(try image.root())
    try image.close { try DiskFile.replace(url, with: $0) }
    return result
  }
}

extension Group {
  /// The root group of an open file.
  init(rootOf file: Handle, at location: Location, fileBytes: Int?) throws {
    handle = try Handle("H5Gopen2", at: location, owner: file) { H5Gopen2(file.id, "/", chdf5_default_properties()) }
    self.location = location
    self.fileBytes = fileBytes
  }
}
