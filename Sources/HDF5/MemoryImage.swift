import CHDF5
import Foundation

/// An HDF5 file that is built in memory, and its bytes once the library has closed it.
///
/// The bytes are caught where the library would free them. `H5Fget_file_image` is no replacement: it clears a flag of
/// the superblock after its checksum was computed, so that no one can open the image (HDF5 1.10.8).
final class MemoryImage {
  private let location: Location
  private let bytesInFront: Int
  private let file: Handle
  private let storage: Storage

  /// The memory behind the file; owned by the library until it closes the file.
  private final class Storage {
    var start: UnsafeMutableRawPointer?

    deinit { free(start) }
  }

  /// Creates an empty file in memory, with room for so many bytes in front of it: 0, or a power of two from 512 on.
  ///
  /// Objects have the format of HDF5 1.8 or later, which keeps more checksums of its own.
  init(at location: Location, bytesInFront: Int = 0) throws {
    self.location = location
    self.bytesInFront = bytesInFront
    let storage = Storage()
    self.storage = storage
    let access = try Handle("H5Pcreate", at: location) { H5Pcreate(chdf5_file_access()) }
    try Library.call("H5Pset_libver_bounds", at: location) {
      H5Pset_libver_bounds(access.id, H5F_LIBVER_V18, chdf5_latest_version())
    }
    // Closing the file closes all its objects; otherwise one that is still held would keep back the bytes.
    try Library.call("H5Pset_fclose_degree", at: location) { H5Pset_fclose_degree(access.id, H5F_CLOSE_STRONG) }
    // Growing by 1 MiB at a time.
    try Library.call("H5Pset_fapl_core", at: location) { H5Pset_fapl_core(access.id, 1 << 20, false) }
    try Library.call("H5Pset_file_image_callbacks", at: location) {
      var callbacks = Self.callbacks(for: storage)
      return H5Pset_file_image_callbacks(access.id, &callbacks)
    }
    // HDF5 takes two files in memory for one if they have the same name.
    let name = "memory-\(UUID().uuidString)"
    let creation = try untimedProperties(chdf5_file_creation(), at: location)
    try Library.call("H5Pset_userblock", at: location) { H5Pset_userblock(creation.id, hsize_t(bytesInFront)) }
    file = try Handle("H5Fcreate", at: location) { H5Fcreate(name, chdf5_create_new(), creation.id, access.id) }
  }

  /// The root group; usable until `close`.
  func root() throws -> Group { try Group(rootOf: file, at: location, source: FileSource()) }

  /// Closes the file and hands out its bytes, those in front of it as well.
  func close<Result>(_ body: (UnsafeMutableRawBufferPointer) throws -> Result) throws -> Result {
    try Library.call("H5Fflush", at: location) { H5Fflush(file.id, H5F_SCOPE_GLOBAL) }
    // The memory is larger than the file, and the size is counted from the file's first byte.
    let size =
      try bytesInFront + Library.call("H5Fget_file_image", at: location) { H5Fget_file_image(file.id, nil, 0) }
    try Library.call("H5Fclose", at: location) { H5Fclose(file.id) }
    return try withExtendedLifetime(storage) {
      try body(UnsafeMutableRawBufferPointer(start: storage.start, count: storage.start == nil ? 0 : size))
    }
  }

  /// Plain memory functions, but for the last `free`, which leaves the bytes to `storage`.
  private static func callbacks(for storage: Storage) -> H5FD_file_image_callbacks_t {
    H5FD_file_image_callbacks_t(
      image_malloc: { size, _, _ in malloc(size) },
      image_memcpy: { target, source, size, _, _ in
        guard let target, let source else { return nil }
        return memcpy(target, source, size)
      },
      image_realloc: { bytes, size, _, _ in realloc(bytes, size) },
      image_free: { bytes, operation, context in
        if operation == H5FD_FILE_IMAGE_OP_FILE_CLOSE, let context {
          Unmanaged<Storage>.fromOpaque(context).takeUnretainedValue().start = bytes
        } else {
          free(bytes)
        }
        return 0
      },
      udata_copy: { context in
        guard let context else { return nil }
        return UnsafeMutableRawPointer(Unmanaged<Storage>.fromOpaque(context).retain().toOpaque())
      },
      udata_free: { context in
        guard let context else { return -1 }
        Unmanaged<Storage>.fromOpaque(context).release()
        return 0
      },
      udata: Unmanaged.passUnretained(storage).toOpaque()
    )
  }
}
