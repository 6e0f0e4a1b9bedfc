/// Whole datasets by path, converted to the type asked for.
extension Group {
  /// Reads the dataset at `path`.
  public func read<Element: HDF5Element>(
    _ path: String,
    as element: Element.Type = Element.self
  ) throws -> HDF5Array<Element> {
    try dataset(path).read(as: element)
  }

  /// Reads the dataset at `path` as float32.
  public func floats(_ path: String) throws -> HDF5Array<Float> { try read(path) }

  /// Reads the dataset at `path` as float64.
  public func doubles(_ path: String) throws -> HDF5Array<Double> { try read(path) }

  /// Reads the dataset at `path`, which holds integers or truth values.
  public func integers(_ path: String) throws -> HDF5Array<Int> { try read(path) }

  /// Reads the dataset at `path`, which holds bytes.
  public func bytes(_ path: String) throws -> HDF5Array<UInt8> { try read(path) }

  /// Reads the dataset at `path`, which holds truth values or integers.
  public func bools(_ path: String) throws -> HDF5Array<Bool> { try read(path) }

  /// Reads the dataset at `path`, which holds strings.
  public func strings(_ path: String) throws -> HDF5Array<String> { try read(path) }

  /// Reads the single value of the dataset at `path`; its shape is `[]` or all ones.
  public func scalar<Element: HDF5Element>(
    _ path: String,
    as element: Element.Type = Element.self
  ) throws -> Element {
    try dataset(path).scalar(as: element)
  }
}
