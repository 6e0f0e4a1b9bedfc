import BenchCore
import CHDF5
package import Foundation

/// HDF5 files: opened for reading, or written as a whole.
///
/// A new file is built in memory, gets its checksum and reaches the disk in one atomic step. A full disk is thus an
/// ordinary error of `write`; the library itself does not survive one (after a failed flush, HDF5 1.10.8 crashes at exit).
package enum File {
  /// How far a file is trusted that says it was written by `create`.
  package enum Trust: Sendable {
    /// Its bytes are verified, and it is opened in this process: for what nobody but this tool writes.
    case verified
    /// Its bytes are verified, and it is read as a foreign one is: a checksum tells damage, not who wrote it.
    case isolated
  }

  /// The version of the HDF5 library, such as `1.10.8`; `nil` where it does not say.
  package static var libraryVersion: String? {
    Library.locked {
      var (major, minor, release): (UInt32, UInt32, UInt32) = (0, 0, 0)
      return H5get_libversion(&major, &minor, &release) < 0 ? nil : "\(major).\(minor).\(release)"
    }
  }

  /// Opens a file for reading and returns its root group, which keeps it open.
  ///
  /// A file that `create` wrote is opened once its checksum is verified. Any other one is foreign: another process reads
  /// it, with limits of time and memory, and what it could read is returned (see `ForeignFile`).
  ///
  /// Throws `HDF5Failure.fileSystem` where there is no readable file, `notHDF5` for a file of another kind or an empty
  /// one, `damaged` for one that is truncated, has changed, or is more than the library can cope with, and `refused` for
  /// one that leads into other files.
  ///
  /// - Parameters:
  ///   - childless: Paths of groups whose children are not needed; a foreign file is copied without them.
  ///   - trust: What is done with a file that has a checksum.
  package static func open(
    _ url: URL, childless: Set<String> = [], trust: Trust = .verified
  ) throws -> Group {
    let file = try DiskFile(url)
    let isSealed = try Seal.verified(file) != nil
    guard isSealed, trust == .verified else {
      return try ForeignFile.open(file, childless: childless, isSealed: isSealed)
    }
    return try open(url.path, source: FileSource(bytes: file.byteCount, isSealed: true))
  }

  /// The line that the writer of a file left in front of it, once the file's checksum is verified; `nil` where there is
  /// none. The HDF5 library has no part in it.
  ///
  /// - Throws: `HDF5Failure.damaged` for a file that has changed since it was written, and `fileSystem`.
  package static func verifiedNote(of url: URL) throws -> String? { try Seal.verified(DiskFile(url))?.note }

  /// Opens a file in this process, or the `contents` of one that are in memory.
  static func open(_ path: String, contents: consuming Data? = nil, source: FileSource) throws -> Group {
    let location = Location(file: path, object: "/")
    let access = try Handle("H5Pcreate", at: location) { H5Pcreate(chdf5_file_access()) }
    // HDF5 takes two files in memory for one if they have the same name.
    var name = "memory-\(UUID().uuidString)"
    if let image = contents.take() {
      try Library.call("H5Pset_fapl_core", at: location) { H5Pset_fapl_core(access.id, 1 << 20, false) }
      try Library.call("H5Pset_file_image", at: location) {
        // The library copies the bytes.
        image.withUnsafeBytes {
          H5Pset_file_image(access.id, UnsafeMutableRawPointer(mutating: $0.baseAddress), $0.count)
        }
      }
    } else {
      name = path
      let isHDF5 = try Library.call("H5Fis_hdf5", at: location) { H5Fis_hdf5(path) }
      guard isHDF5 > 0 else { throw HDF5Failure.notHDF5(file: path) }
      // Files are never written in place, so locks would only fail on file systems without them.
      try Library.call("H5Pset_file_locking", at: location) { H5Pset_file_locking(access.id, false, true) }
    }
    let file: Handle
    do {
      file = try Handle("H5Fopen", at: location) { H5Fopen(name, chdf5_read_only(), access.id) }
    } catch HDF5Failure.library(_, _, _, let message) {
      throw HDF5Failure.damaged(file: path, message: message)
    }
    return try Group(rootOf: file, at: location, source: source)
  }

  /// Creates a file, or replaces one, with what `build` writes into its root group, and a checksum in front of it.
  ///
  /// Nothing is seen at `url` before everything is on the disk; where anything fails, what was there stays.
  /// Objects must not be used after `build` has returned: their calls throw.
  ///
  /// - Parameter note: A short ASCII line for `verifiedNote`.
  /// - Throws: `FileFailure` where the file cannot be written, `HDF5Failure`, and what the closure throws.
  @discardableResult
  package static func create<Result>(
    at url: URL, note: String = "", _ build: (Group) throws -> Result
  ) throws -> Result {
    let image = try MemoryImage(at: Location(file: url.path, object: "/"), bytesInFront: Seal.byteCount)
    let result = try build(try image.root())
    try image.close { bytes in
      let payload = UnsafeRawBufferPointer(rebasing: bytes[Seal.byteCount...])
      bytes.copyBytes(from: Seal(note: note, payload: payload).block)
      try AtomicFile.write(UnsafeRawBufferPointer(bytes), to: url)
    }
    return result
  }
}

extension Group {
  /// The root group of an open file.
  init(rootOf file: Handle, at location: Location, source: FileSource) throws {
    handle = try Handle("H5Gopen2", at: location, owner: file) { H5Gopen2(file.id, "/", chdf5_default_properties()) }
    self.location = location
    self.source = source
  }

  /// Whether the file has the checksum that `File.create` writes, verified as `File.Trust` says.
  package var isSealed: Bool { source.isSealed }
}
