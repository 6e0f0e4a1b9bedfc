/// Whole datasets by path, converted to the type asked for.
extension Group {
  /// Reads the dataset at `path`.
  ///
  /// - Throws: `HDF5Failure` where it is missing or of another type.
  package func read<Element: HDF5Element>(
    _ path: String,
    as element: Element.Type = Element.self
  ) throws -> HDF5Array<Element> {
    try dataset(path).read(as: element)
  }

  /// Reads the dataset at `path` as float32.
  ///
  /// - Throws: `HDF5Failure` where it is missing or of another type.
  package func floats(_ path: String) throws -> HDF5Array<Float> { try read(path) }

  /// Reads the dataset at `path` as float64.
  ///
  /// - Throws: `HDF5Failure` where it is missing or of another type.
  package func doubles(_ path: String) throws -> HDF5Array<Double> { try read(path) }

  /// Reads the dataset at `path`, which holds integers or truth values.
  ///
  /// - Throws: `HDF5Failure` where it is missing, of another type or out of range.
  package func integers(_ path: String) throws -> HDF5Array<Int> { try read(path) }

  /// Reads the dataset at `path`, which holds bytes.
  ///
  /// - Throws: `HDF5Failure` where it is missing or of another type.
  package func bytes(_ path: String) throws -> HDF5Array<UInt8> { try read(path) }

  /// Reads the dataset at `path`, which holds truth values or integers.
  ///
  /// - Throws: `HDF5Failure` where it is missing or of another type.
  package func bools(_ path: String) throws -> HDF5Array<Bool> { try read(path) }

  /// Reads the dataset at `path`, which holds strings.
  ///
  /// - Throws: `HDF5Failure` where it is missing, no text or not in UTF-8.
  package func strings(_ path: String) throws -> HDF5Array<String> { try read(path) }

  /// Reads the single value of the dataset at `path`; its shape is `[]` or all ones.
  ///
  /// - Throws: `HDF5Failure` where it is missing, of another type or no scalar.
  package func scalar<Element: HDF5Element>(
    _ path: String,
    as element: Element.Type = Element.self
  ) throws -> Element {
    try dataset(path).scalar(as: element)
  }
}
