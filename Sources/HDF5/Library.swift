import CHDF5
import Foundation

/// A place in a file, for error messages.
struct Location: Sendable {
  /// The path of the file.
  var file: String
  /// The path inside the file, `/` for its root; an attribute is `object@name`.
  var object: String

  /// The place of a child.
  func appending(_ name: String) -> Location {
    if name.hasPrefix("/") { return Location(file: file, object: name) }
    return Location(file: file, object: object.hasSuffix("/") ? object + name : "\(object)/\(name)")
  }

  /// The place of an attribute of this object.
  func attribute(_ name: String) -> Location {
    Location(file: file, object: "\(object)@\(name)")
  }
}

/// The HDF5 library as a whole: one lock, one way to call a function and to learn why it failed.
enum Library {
  /// Held around each call together with the reading of its error stack, since many builds of HDF5 are not thread-safe.
  ///
  /// Recursive, because a handle may be released, and so closed, inside a locked region.
  private static let lock = NSRecursiveLock()

  /// Keeps the library from tidying up at the process's end, where it finds nothing to save (files are written from
  /// memory) but can give up with "infinite loop closing library" on standard error. Counts only before all other calls.
  private static let leavesExitAlone = H5dont_atexit() >= 0

  /// Takes away what would have the library open other files than it is given: plug-ins, and links into other files.
  private static let staysInItsFile = H5PLset_loading_state(0) >= 0 && H5Lunregister(H5L_TYPE_EXTERNAL) >= 0

  /// Runs `body` while no other thread is inside the library.
  static func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    _ = leavesExitAlone && staysInItsFile
    return try body()
  }

  /// Calls a function that returns a negative number on failure; throws `HDF5Failure.library` then.
  @discardableResult
  static func call<Status: SignedInteger>(
    _ operation: String,
    at location: Location,
    _ body: () -> Status
  ) throws -> Status {
    try locked {
      // Printing is set per thread in thread-safe builds, so it is switched off at each call.
      H5Eset_auto2(chdf5_default_errors(), nil, nil)
      let status = body()
      guard status < 0 else { return status }
      throw HDF5Failure.library(
        operation: operation,
        file: location.file,
        object: location.object,
        message: errorMessage()
      )
    }
  }

  /// The messages of the current thread's error stack, the innermost (the cause) first.
  private static func errorMessage() -> String {
    var messages: [String] = []
    withUnsafeMutablePointer(to: &messages) { pointer in
      _ = H5Ewalk2(
        chdf5_default_errors(),
        H5E_WALK_UPWARD,
        { _, entry, context in
          guard let description = entry?.pointee.desc, let context else { return 0 }
          let text = String(cString: description)
          let collected = context.assumingMemoryBound(to: [String].self)
          if !collected.pointee.contains(text) { collected.pointee.append(text) }
          return 0
        },
        pointer
      )
    }
    return messages.isEmpty ? "no message" : messages.joined(separator: ", ")
  }
}

/// The owner of one HDF5 id, closed with the last reference.
final class Handle: Sendable {
  /// A valid id.
  let id: hid_t
  /// Kept open for as long as this id: the file of an object, the object of an attribute.
  private let owner: Handle?

  /// Takes the id that `create` returns; throws `HDF5Failure.library` where it is invalid.
  init(_ operation: String, at location: Location, owner: Handle? = nil, _ create: () -> hid_t) throws {
    id = try Library.call(operation, at: location, create)
    self.owner = owner
  }

  deinit {
    // Nothing is lost when closing fails: files are written from memory, see `File.create`.
    Library.locked { _ = H5Idec_ref(id) }
  }
}
