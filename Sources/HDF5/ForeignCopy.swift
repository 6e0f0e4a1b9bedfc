/// Copies all that this module reads of a file: groups, arrays of numbers, truth values and strings, attributes.
///
/// What cannot be read is remembered, and something stands in its place. What leads into other files, is nested or
/// large beyond all use, or has no readable structure is an error of the file.
struct ForeignCopy {
  /// How deep groups may be nested; a group that contains itself is nested without end.
  private static let greatestDepth = 32
  private static let greatestCount = 50_000

  /// The groups whose children are left out.
  let childless: Set<String>
  /// How many bytes the values may take altogether, so that a small file cannot fill the memory.
  let greatestBytes: Int
  /// Why objects (`/path`) and attributes (`/path@name`) were not read.
  private(set) var unreadable: [String: HDF5Failure] = [:]
  private var count = 0
  private var bytes = 0

  init(childless: Set<String>, greatestBytes: Int) {
    self.childless = childless
    self.greatestBytes = greatestBytes
  }

  /// Copies the attributes and children of a group.
  mutating func copy(_ source: Group, into target: Group, depth: Int = 0) throws {
    guard depth <= Self.greatestDepth else {
      throw refusal(source.location, "groups are nested \(Self.greatestDepth) deep, or contain themselves")
    }
    try copy(source.attributes, to: target.attributes)
    if childless.contains(source.path) { return }
    for name in try source.childNames() {
      let place = source.location.appending(name)
      try countObject(place)
      try source.refuseLinkToOtherFile(name)
      switch try kind(of: name, in: source) {
      case .group: try copy(source.group(name), into: target.createGroup(name), depth: depth + 1)
      case .dataset:
        let dataset = try source.dataset(name)
        try copy(dataset.value, to: name, in: target)
        try copy(dataset.attributes, to: target.dataset(name).attributes)
      case .other, nil:
        unreadable[place.object] = .unrepresentable(
          file: place.file, object: place.object, reason: "this is a link that leads nowhere, or a named type")
        try target.writePlaceholder(name)
      }
    }
  }

  /// What is at a name; `nil` where a soft link cannot be followed, such as one that leads to itself.
  private func kind(of name: String, in group: Group) throws -> ObjectKind? {
    try group.isSoftLink(name) ? try? group.kind(of: name) : group.kind(of: name)
  }

  private mutating func copy(_ source: Attributes, to target: Attributes) throws {
    for name in try source.names() {
      let place = source.location.attribute(name)
      try countObject(place)
      try copy(source.attribute(name).value, to: name, in: target)
    }
  }

  /// Copies an array; remembers why it cannot be read, unless that is an error of the file.
  private mutating func copy(_ value: StoredValue, to name: String, in target: some CopyTarget) throws {
    do {
      try copyValues(of: value, to: name, in: target)
    } catch let failure as HDF5Failure {
      if case .refused = failure { throw failure }
      unreadable[value.location.object] = failure
      try target.writePlaceholder(name)
    }
  }

  private mutating func copyValues(of value: StoredValue, to name: String, in target: some CopyTarget) throws {
    switch try ElementType(of: value.datatype(), at: value.location) {
    case .integer(8, signed: true): try target.copy(read(value, as: Int8.self), to: name)
    case .integer(8, signed: false): try target.copy(read(value, as: UInt8.self), to: name)
    case .integer(16, signed: true): try target.copy(read(value, as: Int16.self), to: name)
    case .integer(16, signed: false): try target.copy(read(value, as: UInt16.self), to: name)
    case .integer(32, signed: true): try target.copy(read(value, as: Int32.self), to: name)
    case .integer(32, signed: false): try target.copy(read(value, as: UInt32.self), to: name)
    case .integer(_, signed: true): try target.copy(read(value, as: Int64.self), to: name)
    case .integer(_, signed: false): try target.copy(read(value, as: UInt64.self), to: name)
    case .float(let bits) where bits <= 32: try target.copy(read(value, as: Float.self), to: name)
    case .float: try target.copy(read(value, as: Double.self), to: name)
    case .boolean: try target.copy(read(value, as: Bool.self), to: name)
    case .string: try target.copy(read(value, as: String.self), to: name)
    case .other(let type):
      throw HDF5Failure.unexpectedType(
        file: value.location.file, object: value.location.object, expected: "numbers, truth values or strings",
        found: type)
    }
  }

  private mutating func read<Element: HDF5Element>(
    _ value: StoredValue, as element: Element.Type
  ) throws -> HDF5Array<Element> {
    let size = try value.plausibleCount().multipliedReportingOverflow(by: MemoryLayout<Element>.size)
    guard !size.overflow, size.partialValue <= greatestBytes - bytes else {
      throw refusal(
        value.location, "the arrays up to this one take more than \(greatestBytes >> 20) MiB, too much for this file")
    }
    bytes += size.partialValue
    return try value.read(as: element)
  }

  private mutating func countObject(_ place: Location) throws {
    count += 1
    guard count <= Self.greatestCount else { throw refusal(place, "there are more than \(Self.greatestCount) objects") }
  }

  private func refusal(_ place: Location, _ reason: String) -> HDF5Failure {
    .refused(file: place.file, object: place.object, reason: reason)
  }
}

/// Where arrays are copied to.
private protocol CopyTarget {
  func copy<Element: HDF5Element>(_ array: HDF5Array<Element>, to name: String) throws
}

extension CopyTarget {
  /// Something of this name that nothing is read from.
  fileprivate func writePlaceholder(_ name: String) throws {
    try copy(HDF5Array<Int8>(shape: [0], read: []), to: name)
  }
}

extension Group: CopyTarget {
  fileprivate func copy<Element: HDF5Element>(_ array: HDF5Array<Element>, to name: String) throws {
    try write(array, to: name)
  }
}

extension Attributes: CopyTarget {
  fileprivate func copy<Element: HDF5Element>(_ array: HDF5Array<Element>, to name: String) throws {
    try write(array, to: name)
  }
}
