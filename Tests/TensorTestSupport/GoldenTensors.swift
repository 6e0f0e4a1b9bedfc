package import Foundation
import HDF5
import TestSupport
package import Torch

/// A golden file read as tensors.
package struct GoldenTensors {
  private let root: Group

  /// Opens a file of the goldens folder.
  package init(_ name: String) throws {
    try self.init(file: Repository.goldens.appending(path: name))
  }

  /// Opens a file of the same kind.
  package init(file: URL) throws {
    root = try File.open(file)
  }

  /// A floating-point array as float32.
  package func floats(_ path: String) throws -> Tensor {
    let array = try root.floats(path)
    return try Tensor(array.values, shape: array.shape)
  }

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
