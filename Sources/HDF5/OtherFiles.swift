import CHDF5

/// What leads out of a file is refused: a crafted file could have any file of the machine read, and shown.
extension Group {
  /// Whether a link is a name for another path.
  func isSoftLink(_ path: String) throws -> Bool { try linkType(path) == H5L_TYPE_SOFT.rawValue }

  /// Refuses a link into another file, and one of a kind that a program defines.
  func refuseLinkToOtherFile(_ path: String) throws {
    let place = location.appending(path)
    let type = try linkType(path)
    guard type != H5L_TYPE_HARD.rawValue, type != H5L_TYPE_SOFT.rawValue else { return }
    throw HDF5Failure.refused(
      file: place.file, object: place.object,
      reason: type == H5L_TYPE_EXTERNAL.rawValue ? "this is a link into another file" : "this is a user-defined link")
  }

  private func linkType(_ path: String) throws -> Int32 {
    try Library.call("H5Lget_info", at: location.appending(path)) { chdf5_link_type(handle.id, path) }
  }
}

extension StoredValue {
  /// The properties that a dataset was created with.
  func creationProperties() throws -> Handle {
    try Handle("H5Dget_create_plist", at: location) { H5Dget_create_plist(handle.id) }
  }

  /// Refuses a dataset whose values are in other files.
  func refuseOtherFiles() throws {
    let properties = try creationProperties()
    let layout = try Library.call("H5Pget_layout", at: location) { H5Pget_layout(properties.id).rawValue }
    if layout == H5D_VIRTUAL.rawValue { throw refusal("this is a virtual dataset, a view of other ones") }
    let files = try Library.call("H5Pget_external_count", at: location) { H5Pget_external_count(properties.id) }
    if files > 0 { throw refusal("the values of this dataset are in another file") }
  }

  /// Refuses a dataset whose filters the library cannot undo, and says which.
  func refuseMissingFilters() throws {
    guard kind == .dataset else { return }
    let properties = try creationProperties()
    let count = try Library.call("H5Pget_nfilters", at: location) { H5Pget_nfilters(properties.id) }
    for index in 0..<UInt32(count) {
      var name = [CChar](repeating: 0, count: 64)
      let filter = try Library.call("H5Pget_filter2", at: location) {
        var (flags, configuration, valueCount) = (UInt32(), UInt32(), 0)
        return H5Pget_filter2(properties.id, index, &flags, &valueCount, nil, name.count, &name, &configuration)
      }
      guard Library.locked({ H5Zfilter_avail(filter) }) <= 0 else { continue }
      let title = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw HDF5Failure.missingFilter(
        file: location.file, object: location.object, filter: title.isEmpty ? "\(filter)" : "\(title) (\(filter))")
    }
  }

  private func refusal(_ reason: String) -> HDF5Failure {
    .refused(file: location.file, object: location.object, reason: reason)
  }
}
