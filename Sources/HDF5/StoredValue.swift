import CHDF5

/// A dataset or an attribute: an open object with a type and a shape that values move in and out of.
struct StoredValue: Sendable {
  enum Kind: Sendable { case dataset, attribute }

  let kind: Kind
  let handle: Handle
  let location: Location
  let source: FileSource

  /// The type in the file, with variable-length parts laid out for memory.
  func datatype() throws -> Handle {
    try Handle("H5Dget_type", at: location) {
      kind == .dataset ? H5Dget_type(handle.id) : H5Aget_type(handle.id)
    }
  }

  func dataspace() throws -> Handle {
    try Handle("H5Dget_space", at: location) {
      kind == .dataset ? H5Dget_space(handle.id) : H5Aget_space(handle.id)
    }
  }

  /// The extents; `[]` for a scalar and `[0]` for a null dataspace (h5py's `Empty`).
  func shape() throws -> [Int] {
    let space = try dataspace()
    if Library.locked({ H5Sget_simple_extent_type(space.id) }) == H5S_NULL { return [0] }
    let rank = try Library.call("H5Sget_simple_extent_ndims", at: location) {
      H5Sget_simple_extent_ndims(space.id)
    }
    var extents = [hsize_t](repeating: 0, count: Int(rank))
    try Library.call("H5Sget_simple_extent_dims", at: location) {
      H5Sget_simple_extent_dims(space.id, &extents, nil)
    }
    return try extents.map { extent in
      guard let extent = Int(exactly: extent) else { throw implausible("2^63 or more") }
      return extent
    }
  }

  /// Reads all values, converted to `Element`.
  func read<Element: HDF5Element>(as element: Element.Type) throws -> HDF5Array<Element> {
    let shape = try shape()
    let datatype = try datatype()
    let type = try ElementType(of: datatype, at: location)
    let codec = Element.codec
    guard codec.accepts(type) else {
      throw HDF5Failure.unexpectedType(
        file: location.file,
        object: location.object,
        expected: "\(Element.self)",
        found: type.description
      )
    }
    let count = try plausibleCount()
    if count == 0 { return HDF5Array(shape: shape, read: []) }
    try refuseMissingFilters()
    return HDF5Array(shape: shape, read: try codec.decode(self, count, type))
  }

  /// Fills `buffer` with the values in `memoryType`.
  func transfer(into buffer: UnsafeMutableRawPointer, as memoryType: hid_t) throws {
    switch kind {
    case .dataset:
      try Library.call("H5Dread", at: location) {
        H5Dread(handle.id, memoryType, chdf5_whole_space(), chdf5_whole_space(), chdf5_default_properties(), buffer)
      }
    case .attribute:
      try Library.call("H5Aread", at: location) { H5Aread(handle.id, memoryType, buffer) }
    }
  }

  /// Stores the values in `buffer`, which are in `memoryType`.
  func transfer(from buffer: UnsafeRawPointer, as memoryType: hid_t) throws {
    switch kind {
    case .dataset:
      try Library.call("H5Dwrite", at: location) {
        H5Dwrite(handle.id, memoryType, chdf5_whole_space(), chdf5_whole_space(), chdf5_default_properties(), buffer)
      }
    case .attribute:
      try Library.call("H5Awrite", at: location) { H5Awrite(handle.id, memoryType, buffer) }
    }
  }

  /// The number of values, refused before anything is allocated where the file cannot hold so many.
  ///
  /// DEFLATE shrinks by at most 1032 to 1. Values that were never written take no room, hence the allowance.
  func plausibleCount() throws -> Int {
    guard let count = try elementCount(of: shape()) else { throw implausible("2^63 or more") }
    guard let fileBytes = source.bytes else { return count }
    let datatype = try datatype()
    let elementBytes = Library.locked { H5Tget_size(datatype.id) }
    let (bytes, overflow) = count.multipliedReportingOverflow(by: elementBytes)
    let stored = kind == .dataset ? Library.locked { Int(clamping: H5Dget_storage_size(handle.id)) } : fileBytes
    let (capacity, saturated) = min(stored, fileBytes).multipliedReportingOverflow(by: try isFiltered() ? 1032 : 1)
    if overflow || (!saturated && bytes - Self.unwrittenAllowance > capacity) {
      throw implausible(overflow ? "2^63 or more" : "\(bytes)")
    }
    return count
  }

  /// How many bytes may be read that are not in the file: 64 MiB.
  private static let unwrittenAllowance = 64 << 20

  /// Whether chunks pass through filters such as compression.
  private func isFiltered() throws -> Bool {
    guard kind == .dataset else { return false }
    let properties = try creationProperties()
    return try Library.call("H5Pget_nfilters", at: location) { H5Pget_nfilters(properties.id) } > 0
  }

  private func implausible(_ bytes: String) -> HDF5Failure {
    .implausibleSize(file: location.file, object: location.object, bytes: bytes, fileBytes: source.bytes ?? 0)
  }
}
