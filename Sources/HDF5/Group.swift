import CHDF5
import Foundation

/// What an object in a file is.
package enum ObjectKind: String, Sendable, Hashable {
  case group
  case dataset
  /// A committed datatype, or something newer than this module.
  case other = "object of another kind"
}

/// A group of an HDF5 file: named datasets and groups, and attributes.
///
/// Paths are relative to the group, with `/` between names; a path that starts with `/` starts at the root.
/// The file stays open for as long as one of its groups or datasets is held. Safe to use from several threads.
package struct Group: Sendable {
  let handle: Handle
  let location: Location
  let source: FileSource

  /// The path of the group inside its file, `/` for the root.
  package var path: String { location.object }

  /// The attributes of the group.
  package var attributes: Attributes { Attributes(object: handle, location: location, source: source) }

  /// The names of the direct children in byte order.
  ///
  /// - Throws: `HDF5Failure`.
  package func childNames() throws -> [String] {
    var info = H5G_info_t()
    try Library.call("H5Gget_info", at: location) { H5Gget_info(handle.id, &info) }
    return try (0..<info.nlinks).map { index in
      func copyName(_ buffer: UnsafeMutablePointer<CChar>?, _ size: Int) throws -> Int {
        try Library.call("H5Lget_name_by_idx", at: location) {
          H5Lget_name_by_idx(
            handle.id,
            ".",
            H5_INDEX_NAME,
            H5_ITER_INC,
            index,
            buffer,
            size,
            chdf5_default_properties()
          )
        }
      }
      let length = try copyName(nil, 0)
      return try withUnsafeTemporaryAllocation(of: CChar.self, capacity: length + 1) { buffer in
        guard let start = buffer.baseAddress else { return "" }
        _ = try copyName(start, length + 1)
        return String(cString: start)
      }
    }
  }

  /// What is at `path`; `nil` where nothing is, or only a link that leads nowhere.
  ///
  /// - Throws: `HDF5Failure`.
  package func kind(of path: String) throws -> ObjectKind? {
    let place = location.appending(path)
    guard try exists(path) else { return nil }
    let object = try Handle("H5Oopen", at: place, owner: handle) {
      H5Oopen(handle.id, path, chdf5_default_properties())
    }
    return switch Library.locked({ H5Iget_type(object.id) }) {
    case H5I_GROUP: .group
    case H5I_DATASET: .dataset
    default: .other
    }
  }

  /// Opens the group at `path`; throws `HDF5Failure.missing` where there is none.
  package func group(_ path: String) throws -> Group {
    try require(.group, at: path)
    let place = location.appending(path)
    let group = try Handle("H5Gopen2", at: place, owner: handle) {
      H5Gopen2(handle.id, path, chdf5_default_properties())
    }
    return Group(handle: group, location: place, source: source)
  }

  /// Opens the dataset at `path`; throws `HDF5Failure.missing` where there is none.
  package func dataset(_ path: String) throws -> Dataset {
    try require(.dataset, at: path)
    let place = location.appending(path)
    if let failure = source.unreadable[place.object] { throw failure }
    let dataset = try Handle("H5Dopen2", at: place, owner: handle) {
      H5Dopen2(handle.id, path, chdf5_default_properties())
    }
    let value = StoredValue(kind: .dataset, handle: dataset, location: place, source: source)
    try value.refuseOtherFiles()
    return Dataset(value: value)
  }

  /// Whether every link of `path` is there and leads to an object.
  private func exists(_ path: String) throws -> Bool {
    if path.utf8.contains(0) { return false }
    let place = location.appending(path)
    var prefix = path.hasPrefix("/") ? "/" : ""
    for name in path.split(separator: "/") {
      prefix += name
      // H5Lexists must not be asked about `.`, which is no link.
      if name != "." {
        let link = try Library.call("H5Lexists", at: place) {
          H5Lexists(handle.id, prefix, chdf5_default_properties())
        }
        guard link > 0 else { return false }
        try refuseLinkToOtherFile(prefix)
        let target = try Library.call("H5Oexists_by_name", at: place) {
          H5Oexists_by_name(handle.id, prefix, chdf5_default_properties())
        }
        guard target > 0 else { return false }
      }
      prefix += "/"
    }
    return true
  }

  private func require(_ expected: ObjectKind, at path: String) throws {
    let place = location.appending(path)
    guard let found = try kind(of: path) else {
      throw HDF5Failure.missing(file: place.file, object: place.object, known: try names(beside: path))
    }
    guard found == expected else {
      throw HDF5Failure.unexpectedType(
        file: place.file,
        object: place.object,
        expected: expected.rawValue,
        found: found.rawValue
      )
    }
  }

  /// The names in the deepest existing group on the way to `path`, to suggest from.
  private func names(beside path: String) throws -> [String] {
    let parent = path.split(separator: "/").dropLast().joined(separator: "/")
    let parentPath = (path.hasPrefix("/") ? "/" : "") + parent
    if parentPath.isEmpty { return try childNames() }
    guard try kind(of: parentPath) == .group else { return [] }
    return try group(parentPath).childNames()
  }
}
