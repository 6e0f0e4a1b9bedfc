package import Foundation
import HDF5

extension ResultStore {
  /// The paths of all objects and attributes that two results do not have in common, bit for bit.
  ///
  /// An attribute is `path@name`. With `ignoringTimes`, `started_at`, `ended_at`, `seconds_*`, `peak_memory_bytes` of the
  /// root and `/epochs/seconds` are left out: whatever remains is not the same run. Throws as `read` does.
  package static func differences(_ left: URL, _ right: URL, ignoringTimes: Bool = true) throws -> [String] {
    let roots = try [left, right].map { file in
      let root = try File.open(file)
      _ = try schema(of: root, in: file)
      return root
    }
    return try differences(roots[0], roots[1]).filter { !(ignoringTimes && isTime($0)) }
  }

  private static func isTime(_ path: String) -> Bool {
    ["/@started_at", "/@ended_at", "/@peak_memory_bytes", "/epochs/seconds"].contains(path)
      || path.hasPrefix("/@seconds_")
  }

  private static func differences(_ left: Group, _ right: Group) throws -> [String] {
    var found = try differences(left.attributes, right.attributes, of: left.path)
    for name in Set(try left.childNames()).union(try right.childNames()).sorted() {
      let path = left.path == "/" ? "/\(name)" : "\(left.path)/\(name)"
      switch (try left.kind(of: name), try right.kind(of: name)) {
      case (.group, .group):
        found += try differences(left.group(name), right.group(name))
      case (.dataset, .dataset):
        let (leftSet, rightSet) = (try left.dataset(name), try right.dataset(name))
        found += try differences(leftSet.attributes, rightSet.attributes, of: path)
        if try StoredBits(leftSet) != StoredBits(rightSet) { found.append(path) }
      default:
        found.append(path)
      }
    }
    return found
  }

  private static func differences(_ left: Attributes, _ right: Attributes, of path: String) throws -> [String] {
    let (leftNames, rightNames) = (Set(try left.names()), Set(try right.names()))
    return try leftNames.union(rightNames).sorted().compactMap { name in
      let isEqual =
        try leftNames.contains(name) && rightNames.contains(name)
        && StoredBits(left.attribute(name)) == StoredBits(right.attribute(name))
      return isEqual ? nil : "\(path)@\(name)"
    }
  }
}

/// What datasets and attributes have in common.
private protocol TypedValues {
  func elementType() throws -> ElementType
  func read<Element: HDF5Element>(as element: Element.Type) throws -> HDF5Array<Element>
}

extension Dataset: TypedValues {}
extension Attribute: TypedValues {}

/// Type, shape and values such that equal means bit for bit: NaN equals itself, 0 and -0 differ.
private struct StoredBits: Equatable {
  private enum Values: Equatable {
    case singles([UInt32])
    case doubles([UInt64])
    case integers([Int])
    case strings([String])
  }

  private let type: ElementType
  private let shape: [Int]
  private let values: Values

  init(_ source: some TypedValues) throws {
    type = try source.elementType()
    switch type {
    case .float(bits: 32):
      let array = try source.read(as: Float.self)
      (shape, values) = (array.shape, .singles(array.values.map(\.bitPattern)))
    case .float:
      let array = try source.read(as: Double.self)
      (shape, values) = (array.shape, .doubles(array.values.map(\.bitPattern)))
    case .integer, .boolean:
      let array = try source.read(as: Int.self)
      (shape, values) = (array.shape, .integers(array.values))
    case .string, .other:
      let array = try source.read(as: String.self)
      (shape, values) = (array.shape, .strings(array.values))
    }
  }
}
