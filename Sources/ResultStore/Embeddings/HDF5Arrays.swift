import BenchCore
import HDF5

/// The arrays of an HDF5 file.
struct HDF5Arrays: EmbeddingArrays {
  let root: Group
  let file: String

  var place: String { file }

  func names(in group: String) throws -> [String]? {
    try root.kind(of: group) == .group ? try root.group(group).childNames() : nil
  }

  func contains(_ name: String) throws -> Bool {
    try root.kind(of: name) == .dataset
  }

  func allNames() throws -> [String] {
    try root.childNames()
  }

  func floats(_ name: String) throws -> (shape: [Int], values: [Float]) {
    let dataset = try root.dataset(name)
    let type = try dataset.elementType()
    guard case .float = type else { throw wrongType(name, "floating-point numbers", type) }
    let array = try dataset.read(as: Float.self)
    return (array.shape, array.values)
  }

  func integers(_ name: String) throws -> (shape: [Int], values: [Int]) {
    let dataset = try root.dataset(name)
    let type = try dataset.elementType()
    guard case .integer = type else { throw wrongType(name, "integers", type) }
    let array = try dataset.read(as: Int.self)
    return (array.shape, array.values)
  }

  func strings(_ name: String) throws -> [String] {
    try root.strings(name).values
  }

  private func wrongType(_ name: String, _ expected: String, _ found: ElementType) -> EmbeddingFileError {
    .type(place: file, name: name, expected: expected, found: "\(found)")
  }
}
