import CHDF5

/// The attributes of a group or a dataset: small values with a name.
package struct Attributes: Sendable {
  let object: Handle
  let location: Location
  let source: FileSource

  /// The names of all attributes in byte order.
  ///
  /// - Throws: `HDF5Failure`.
  package func names() throws -> [String] {
    var names: [String] = []
    try Library.call("H5Aiterate2", at: location) {
      withUnsafeMutablePointer(to: &names) { pointer in
        H5Aiterate2(
          object.id,
          H5_INDEX_NAME,
          H5_ITER_INC,
          nil,
          { _, name, _, context in
            guard let name, let context else { return 0 }
            context.assumingMemoryBound(to: [String].self).pointee.append(String(cString: name))
            return 0
          },
          pointer
        )
      }
    }
    return names
  }

  /// Whether there is an attribute of this name.
  ///
  /// - Throws: `HDF5Failure`.
  package func contains(_ name: String) throws -> Bool {
    if name.isEmpty || name.utf8.contains(0) { return false }
    return try Library.call("H5Aexists", at: location.attribute(name)) { H5Aexists(object.id, name) } > 0
  }

  /// Opens an attribute; throws `HDF5Failure.missing` where there is none of this name.
  package func attribute(_ name: String) throws -> Attribute { Attribute(value: try open(name)) }

  /// Reads all values of an attribute.
  ///
  /// - Throws: `HDF5Failure` where it is missing or of another type.
  package func read<Element: HDF5Element>(
    _ name: String,
    as element: Element.Type = Element.self
  ) throws -> HDF5Array<Element> {
    try open(name).read(as: element)
  }

  /// Reads the single value of an attribute; its shape is `[]` or all ones.
  ///
  /// - Throws: `HDF5Failure` where it is missing, of another type or no scalar.
  package func scalar<Element: HDF5Element>(
    _ name: String,
    as element: Element.Type = Element.self
  ) throws -> Element {
    try open(name).scalar(as: element)
  }

  /// Creates an attribute with a single value; throws where the name is taken.
  package func write<Element: HDF5Element>(_ value: Element, to name: String) throws {
    try write(HDF5Array(shape: [], read: [value]), to: name)
  }

  /// Creates a one-dimensional attribute; throws where the name is taken.
  package func write<Element: HDF5Element>(_ values: [Element], to name: String) throws {
    try write(HDF5Array(shape: [values.count], read: values), to: name)
  }

  /// Creates an attribute from values with a shape; throws where the name is taken.
  func write<Element: HDF5Element>(_ array: HDF5Array<Element>, to name: String) throws {
    let place = location.attribute(name)
    let space =
      try array.shape.isEmpty
      ? Handle("H5Screate", at: place) { H5Screate(H5S_SCALAR) } : simpleSpace(array.shape, at: place)
    try create(name, space: space, values: array.values)
  }

  private func open(_ name: String) throws -> StoredValue {
    let place = location.attribute(name)
    guard try contains(name) else {
      throw HDF5Failure.missing(file: place.file, object: place.object, known: try names())
    }
    if let failure = source.unreadable[place.object] { throw failure }
    let attribute = try Handle("H5Aopen", at: place, owner: object) {
      H5Aopen(object.id, name, chdf5_default_properties())
    }
    return StoredValue(kind: .attribute, handle: attribute, location: place, source: source)
  }

  private func create<Element: HDF5Element>(_ name: String, space: Handle, values: [Element]) throws {
    let place = location.attribute(name)
    try requireLinkName(name, at: place)
    let type = try Element.codec.storedType(place)
    let attribute = try Handle("H5Acreate2", at: place, owner: object) {
      H5Acreate2(object.id, name, type.id, space.id, chdf5_default_properties(), chdf5_default_properties())
    }
    if values.isEmpty { return }
    let target = StoredValue(kind: .attribute, handle: attribute, location: place, source: FileSource())
    try Element.codec.encode(target, values)
  }
}

/// One attribute of a group or a dataset.
package struct Attribute: Sendable {
  let value: StoredValue

  /// The extent of each dimension; empty for a single value.
  ///
  /// - Throws: `HDF5Failure`.
  package func shape() throws -> [Int] { try value.shape() }

  /// What the attribute holds.
  ///
  /// - Throws: `HDF5Failure`.
  package func elementType() throws -> ElementType { try ElementType(of: value.datatype(), at: value.location) }

  /// Reads all values, converted to `Element` as `Dataset.read` does.
  ///
  /// - Throws: `HDF5Failure` where it is of another type.
  package func read<Element: HDF5Element>(as element: Element.Type = Element.self) throws -> HDF5Array<Element> {
    try value.read(as: element)
  }
}

/// A dataspace of fixed extents.
func simpleSpace(_ shape: [Int], at location: Location) throws -> Handle {
  let extents = shape.map { hsize_t($0) }
  return try Handle("H5Screate_simple", at: location) {
    H5Screate_simple(Int32(extents.count), extents, nil)
  }
}
