import HDF5

/// What an axis of a stored array runs over: h5py's `dataset.dims[0].label`.
enum StoredAxis: String {
  /// Captions of the test split.
  case query
  /// Images of the test split.
  case gallery
  case epoch
  /// Training pairs.
  case pair
  /// Bins of a histogram.
  case bin
  /// Numbers of an embedding.
  case dimension
}

/// What the numbers of a stored array are in: its attribute `units`.
enum StoredUnit: String {
  case percent
  case seconds
  /// A number of `0...1`, or another without a unit.
  case one = "1"
}

extension Dataset {
  /// Adds the labels of the axes, as HDF5's dimension scales have them, and the unit.
  ///
  /// - Throws: `HDF5Failure`.
  func describe(_ axes: StoredAxis..., in unit: StoredUnit? = nil) throws {
    try attributes.write(axes.map(\.rawValue), to: "DIMENSION_LABELS")
    if let unit { try attributes.write(unit.rawValue, to: "units") }
  }
}
