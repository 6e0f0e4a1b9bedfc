import CHDF5

/// Lossless compression of a dataset (DEFLATE), which every HDF5 reader understands.
package struct Compression: Sendable, Hashable {
  /// The DEFLATE level, 1 (fast) to 9 (small).
  package var level: Int
  /// Whether the bytes of the values are first grouped by significance, which helps with numbers.
  package var shuffle: Bool

  /// Chooses a level; values outside 1...9 are an error of the library when writing.
  package init(level: Int = 4, shuffle: Bool = true) {
    self.level = level
    self.shuffle = shuffle
  }
}

/// How many bits floating-point numbers get in the file.
package enum StoredPrecision: Sendable, Hashable {
  /// Those of the type in memory.
  case full
  /// IEEE float16, about 3 decimal digits up to 65,504; larger numbers become infinite.
  case half
}

/// Creating objects; possible in files that `File.create` makes.
///
/// Objects carry no times, so that equal contents make equal files.
extension Group {
  /// Creates the group at `path`, with the groups on the way where they are missing.
  ///
  /// Throws where the last name is taken.
  @discardableResult
  package func createGroup(_ path: String) throws -> Group {
    let (parent, name) = try openParent(of: path)
    let place = parent.location.appending(name)
    let properties = try untimedProperties(chdf5_group_creation(), at: place)
    let group = try Handle("H5Gcreate2", at: place, owner: parent.handle) {
      H5Gcreate2(
        parent.handle.id,
        name,
        chdf5_default_properties(),
        properties.id,
        chdf5_default_properties()
      )
    }
    return Group(handle: group, location: place, source: source)
  }

  /// Creates a dataset at `path`, with the groups on the way where they are missing.
  ///
  /// `shape` defaults to one dimension; its product must be the number of values. Datasets under 4 KiB are not
  /// compressed. `precision` is for floating-point numbers. Throws where the last name is taken.
  @discardableResult
  package func write<Element: HDF5Element>(
    _ values: [Element],
    shape: [Int]? = nil,
    to path: String,
    compression: Compression? = nil,
    precision: StoredPrecision = .full
  ) throws -> Dataset {
    let shape = shape ?? [values.count]
    let (parent, name) = try openParent(of: path)
    let place = parent.location.appending(name)
    guard shape.allSatisfy({ $0 >= 0 }), elementCount(of: shape) == values.count else {
      throw HDF5Failure.unexpectedShape(
        file: place.file,
        object: place.object,
        expected: "\(values.count) values",
        found: shape
      )
    }
    let space =
      try shape.isEmpty
      ? Handle("H5Screate", at: place) { H5Screate(H5S_SCALAR) }
      : simpleSpace(shape, at: place)
    let properties = try untimedProperties(chdf5_dataset_creation(), at: place)
    let type =
      precision == .half
      ? try Handle("H5Tcopy", at: place) { chdf5_create_float16() } : try Element.codec.storedType(place)
    let elementBytes = Library.locked { H5Tget_size(type.id) }
    if let compression, values.count * elementBytes >= 4096 {
      try compression.apply(to: properties, shape: shape, elementBytes: elementBytes, at: place)
    }
    let dataset = try Handle("H5Dcreate2", at: place, owner: parent.handle) {
      H5Dcreate2(
        parent.handle.id,
        name,
        type.id,
        space.id,
        chdf5_default_properties(),
        properties.id,
        chdf5_default_properties()
      )
    }
    let value = StoredValue(kind: .dataset, handle: dataset, location: place, source: FileSource())
    if !values.isEmpty { try Element.codec.encode(value, values) }
    return Dataset(value: value)
  }

  /// Creates a dataset of shape `[]`.
  ///
  /// - Throws: `HDF5Failure` where the path is taken or the value cannot be stored.
  @discardableResult
  package func write<Element: HDF5Element>(_ value: Element, to path: String) throws -> Dataset {
    try write([value], shape: [], to: path)
  }

  /// Creates a dataset from values with a shape.
  ///
  /// - Throws: `HDF5Failure` where the path is taken or the values cannot be stored.
  @discardableResult
  package func write<Element: HDF5Element>(
    _ array: HDF5Array<Element>,
    to path: String,
    compression: Compression? = nil
  ) throws -> Dataset {
    try write(array.values, shape: array.shape, to: path, compression: compression)
  }

  /// The group that holds the last name of `path`, created if necessary.
  private func openParent(of path: String) throws -> (group: Group, name: String) {
    let names = path.split(separator: "/").map(String.init)
    guard let last = names.last, !names.contains(".") else {
      throw HDF5Failure.unrepresentable(
        file: location.file,
        object: location.object,
        reason: "'\(path)' is no path for a new object"
      )
    }
    try requireLinkName(path, at: location)
    var parent = try path.hasPrefix("/") ? group("/") : self
    for name in names.dropLast() {
      parent = try parent.kind(of: name) == nil ? parent.createGroup(name) : parent.group(name)
    }
    return (parent, last)
  }
}

/// Refuses names that C, which ends strings at a NUL, would take for other ones.
func requireLinkName(_ name: String, at location: Location) throws {
  guard name.isEmpty || name.utf8.contains(0) else { return }
  throw HDF5Failure.unrepresentable(
    file: location.file,
    object: location.object,
    reason: "the name \(name.debugDescription) cannot be stored"
  )
}

/// Properties of a new object without times.
func untimedProperties(_ propertyClass: @autoclosure () -> hid_t, at location: Location) throws -> Handle {
  let properties = try Handle("H5Pcreate", at: location) { H5Pcreate(propertyClass()) }
  try Library.call("H5Pset_obj_track_times", at: location) { H5Pset_obj_track_times(properties.id, false) }
  return properties
}

extension Compression {
  /// Adds chunks of whole rows, at most 1 MiB (the library's chunk cache) where a row allows it, and the filters.
  fileprivate func apply(to properties: Handle, shape: [Int], elementBytes: Int, at location: Location) throws {
    guard let rows = shape.first else { return }
    let rowBytes = shape.dropFirst().reduce(elementBytes, *)
    // HDF5 chunks are smaller than 4 GiB; such a row stays as it is.
    guard rowBytes < 1 << 32 else { return }
    let chunk = [max(1, min(rows, (1 << 20) / rowBytes))] + shape.dropFirst()
    let extents = chunk.map { hsize_t($0) }
    try Library.call("H5Pset_chunk", at: location) { H5Pset_chunk(properties.id, Int32(extents.count), extents) }
    if shuffle {
      try Library.call("H5Pset_shuffle", at: location) { H5Pset_shuffle(properties.id) }
    }
    try Library.call("H5Pset_deflate", at: location) {
      H5Pset_deflate(properties.id, UInt32(max(0, level)))
    }
  }
}
