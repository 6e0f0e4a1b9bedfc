import Foundation
import HDF5
import TestSupport
package import Torch

/// A golden file read as tensors.
package struct GoldenTensors {
  private let root: Group

  /// Opens a file of the goldens folder.
  package init(_ name: String) throws {
    root = try File.open(Repository.goldens.appending(path: name))
  }

  private init(root: Group) {
    self.root = root
  }

  /// A group as a golden of its own.
  package func group(_ path: String) throws -> GoldenTensors {
    GoldenTensors(root: try root.group(path))
  }

  /// The names in the group.
  package func names() throws -> [String] { try root.childNames() }

  /// A floating-point array as float32.
  package func floats(_ path: String) throws -> Tensor {
    let array = try root.floats(path)
    return try Tensor(array.values, shape: array.shape)
  }

  /// A floating-point array of a file in float64.
  package func floats(_ path: String, as dtype: DType) throws -> Tensor {
    let array = try root.doubles(path)
    return try Tensor(array.values, shape: array.shape).to(dtype)
  }

  /// An integer array as int64.
  package func integers(_ path: String) throws -> Tensor {
    let array = try root.integers(path)
    return try Tensor(array.values.map(Int64.init), shape: array.shape)
  }

  /// The bare integers of an array.
  package func indices(_ path: String) throws -> [Int] { try root.integers(path).values }

  /// The bare numbers of an array.
  package func doubles(_ path: String) throws -> [Double] { try root.doubles(path).values }

  /// A string array.
  package func strings(_ path: String) throws -> [String] { try root.strings(path).values }

  /// A number attribute.
  package func attribute(_ name: String) throws -> Double { try root.attributes.scalar(name, as: Double.self) }

  /// A whole group of weights by name.
  package func weights(_ path: String) throws -> [String: Tensor] {
    let folder = try root.group(path)
    var weights: [String: Tensor] = [:]
    for name in try folder.childNames() {
      let array = try folder.floats(name)
      weights[name] = try Tensor(array.values, shape: array.shape)
    }
    return weights
  }
}

/// The largest amount by which `actual` is outside `absolute + relative * |expected|`; not positive when it agrees.
package func excess(
  _ actual: Tensor, over expected: Tensor, absolute: Double, relative: Double
) throws -> Double {
  let (found, wanted) = try (actual.values(as: Double.self), expected.values(as: Double.self))
  guard try actual.shape == expected.shape else { return .infinity }
  return excess(found, over: wanted, absolute: absolute, relative: relative)
}

/// The same for plain numbers.
package func excess(_ actual: [Double], over expected: [Double], absolute: Double, relative: Double) -> Double {
  guard actual.count == expected.count else { return .infinity }
  var worst = -Double.infinity
  for (found, wanted) in zip(actual, expected) {
    let difference = abs(found - wanted) - absolute - relative * abs(wanted)
    if difference.isNaN { return .infinity }
    worst = max(worst, difference)
  }
  return worst
}
