import CHDF5

extension Bool: HDF5Element {
  /// An int8 enumeration of `FALSE` and `TRUE`, which h5py reads as `bool`. Integers are read as "not zero".
  package static let codec = ElementCodec<Bool>(
    storedType: booleanType,
    accepts: { type in if case .integer = type { true } else { type == .boolean } },
    decode: { source, count, _ in
      // Through bytes, since any bit pattern but 0 and 1 would be undefined behaviour in a Bool.
      // Signed: a conversion to unsigned clips negative numbers to 0.
      var bytes = [Int8](repeating: 0, count: count)
      try bytes.withUnsafeMutableBytes { buffer in
        guard let start = buffer.baseAddress else { return }
        try source.transfer(into: start, as: Library.locked(chdf5_native_int8))
      }
      return bytes.map { $0 != 0 }
    },
    encode: { target, values in
      let type = try booleanType(at: target.location)
      try values.map { $0 ? Int8(1) : 0 }.withUnsafeBytes { bytes in
        guard let start = bytes.baseAddress else { return }
        try target.transfer(from: start, as: type.id)
      }
    }
  )
}

/// h5py's type of truth values.
private func booleanType(at location: Location) throws -> Handle {
  let type = try Handle("H5Tenum_create", at: location) { H5Tenum_create(chdf5_stored_int8()) }
  for (name, value) in [("FALSE", Int8(0)), ("TRUE", Int8(1))] {
    try Library.call("H5Tenum_insert", at: location) {
      withUnsafePointer(to: value) { H5Tenum_insert(type.id, name, $0) }
    }
  }
  return type
}
