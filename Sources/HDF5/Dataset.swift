/// A dataset of an HDF5 file.
package struct Dataset: Sendable {
  let value: StoredValue

  /// The path of the dataset inside its file.
  package var path: String { value.location.object }

  /// The attributes of the dataset.
  package var attributes: Attributes {
    Attributes(object: value.handle, location: value.location, source: value.source)
  }

  /// The extent of each dimension, the slowest first; empty for a single value.
  ///
  /// - Throws: `HDF5Failure`.
  package func shape() throws -> [Int] { try value.shape() }

  /// What the dataset holds.
  ///
  /// - Throws: `HDF5Failure`.
  package func elementType() throws -> ElementType { try ElementType(of: value.datatype(), at: value.location) }

  /// Reads all values, converted to `Element`.
  ///
  /// Throws `HDF5Failure.unexpectedType` where a conversion would lose more than low-order bits (numbers are not read
  /// from strings nor integers from fractions), and `implausibleSize` before allocating for a damaged shape.
  package func read<Element: HDF5Element>(as element: Element.Type = Element.self) throws -> HDF5Array<Element> {
    try value.read(as: element)
  }

  /// Reads the single value; the shape is `[]` or all ones.
  ///
  /// - Throws: `HDF5Failure` where it is of another type or no scalar.
  package func scalar<Element: HDF5Element>(as element: Element.Type = Element.self) throws -> Element {
    try value.scalar(as: element)
  }
}

extension StoredValue {
  /// Reads the single value; the shape is `[]` or all ones.
  func scalar<Element: HDF5Element>(as element: Element.Type) throws -> Element {
    let array = try read(as: element)
    guard array.values.count == 1, let only = array.values.first else {
      throw HDF5Failure.unexpectedShape(
        file: location.file,
        object: location.object,
        expected: "a single value",
        found: array.shape
      )
    }
    return only
  }
}
