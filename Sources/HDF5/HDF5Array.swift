/// Values with a shape, as a dataset or an attribute holds them.
package struct HDF5Array<Element: HDF5Element>: Sendable {
  /// The extent of each dimension, the slowest first; empty for a single value.
  package let shape: [Int]
  /// The product of `shape` values, the last dimension fastest.
  package let values: [Element]

  /// Pairs values with their shape; `nil` where the counts differ.
  package init?(shape: [Int], values: [Element]) {
    guard shape.allSatisfy({ $0 >= 0 }), elementCount(of: shape) == values.count else { return nil }
    self.shape = shape
    self.values = values
  }

  /// For values that were read with this very shape.
  init(shape: [Int], read values: [Element]) {
    self.shape = shape
    self.values = values
  }
}

extension HDF5Array: Equatable where Element: Equatable {}

/// The product of the extents; `nil` where it overflows.
func elementCount(of shape: [Int]) -> Int? {
  var product = 1
  for extent in shape {
    let (partial, overflow) = product.multipliedReportingOverflow(by: extent)
    if overflow { return nil }
    product = partial
  }
  return product
}
