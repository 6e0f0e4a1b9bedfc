import CHDF5

/// A Swift type whose values HDF5 files hold: numbers, truth values and strings.
///
/// The set is closed, because only this module can make a codec.
package protocol HDF5Element: Sendable {
  /// How values move between memory and file.
  static var codec: ElementCodec<Self> { get }
}

/// How values of one type move between memory and file.
package struct ElementCodec<Value: Sendable>: Sendable {
  /// The type of new datasets and attributes.
  let storedType: @Sendable (Location) throws -> Handle
  /// Whether values of a type in a file can become `Value` without loss (beyond rounding to fewer bits).
  let accepts: @Sendable (ElementType) -> Bool
  /// Reads so many values, which are of this type in the file.
  let decode: @Sendable (StoredValue, Int, ElementType) throws -> [Value]
  /// Writes the values; there is at least one.
  let encode: @Sendable (StoredValue, [Value]) throws -> Void
}

extension ElementCodec {
  /// Values whose memory is exactly what HDF5 calls `native`.
  fileprivate static func plain(
    native: @escaping @Sendable () -> hid_t,
    stored: @escaping @Sendable () -> hid_t,
    accepts: @escaping @Sendable (ElementType) -> Bool
  ) -> ElementCodec {
    ElementCodec(
      storedType: { location in try Handle("H5Tcopy", at: location) { H5Tcopy(stored()) } },
      accepts: accepts,
      decode: { source, count, _ in try source.readPlain(count: count, as: native) },
      encode: { target, values in try target.writePlain(values, as: native) }
    )
  }
}

extension ElementCodec where Value: FixedWidthInteger {
  /// Integers; a value from the file that does not fit is an error, where HDF5 itself would clip it.
  fileprivate static func integer(
    native: @escaping @Sendable () -> hid_t,
    stored: @escaping @Sendable () -> hid_t
  ) -> ElementCodec {
    let plain = Self.plain(native: native, stored: stored) { type in
      if case .integer = type { true } else { type == .boolean }
    }
    return ElementCodec(
      storedType: plain.storedType,
      accepts: plain.accepts,
      decode: { source, count, type in
        switch type {
        case .integer(let bits, signed: true) where !Value.isSigned || bits > Value.bitWidth:
          let wide: [Int64] = try source.readPlain(count: count, as: chdf5_native_int64)
          return try wide.map { try source.exact($0) }
        case .integer(let bits, signed: false) where bits + (Value.isSigned ? 1 : 0) > Value.bitWidth:
          let wide: [UInt64] = try source.readPlain(count: count, as: chdf5_native_uint64)
          return try wide.map { try source.exact($0) }
        default: return try plain.decode(source, count, type)
        }
      },
      encode: plain.encode
    )
  }
}

extension StoredValue {
  /// Reads values whose memory is exactly the type `native`.
  fileprivate func readPlain<Value>(count: Int, as native: () -> hid_t) throws -> [Value] {
    try [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let start = buffer.baseAddress else { return }
      try transfer(into: start, as: Library.locked(native))
      initialized = count
    }
  }

  /// Writes values whose memory is exactly the type `native`.
  fileprivate func writePlain<Value>(_ values: [Value], as native: () -> hid_t) throws {
    try values.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      try transfer(from: start, as: Library.locked(native))
    }
  }

  /// The same number in another type; throws where it does not fit.
  fileprivate func exact<Value: FixedWidthInteger>(_ wide: some BinaryInteger) throws -> Value {
    guard let value = Value(exactly: wide) else {
      throw HDF5Failure.unrepresentable(
        file: location.file,
        object: location.object,
        reason: "\(wide) does not fit \(Value.self)"
      )
    }
    return value
  }
}

/// Whether a floating-point type can take values of `type`.
private func isNumeric(_ type: ElementType) -> Bool {
  switch type {
  case .integer, .float, .boolean: true
  case .string, .other: false
  }
}

extension Float: HDF5Element {
  /// float32 in files.
  package static let codec = ElementCodec<Float>.plain(
    native: chdf5_native_float,
    stored: chdf5_stored_float,
    accepts: isNumeric
  )
}

extension Double: HDF5Element {
  /// float64 in files.
  package static let codec = ElementCodec<Double>.plain(
    native: chdf5_native_double,
    stored: chdf5_stored_double,
    accepts: isNumeric
  )
}

extension Int: HDF5Element {
  /// int64 in files.
  package static let codec = ElementCodec<Int>.integer(native: chdf5_native_int64, stored: chdf5_stored_int64)
}

extension Int8: HDF5Element {
  /// int8 in files.
  package static let codec = ElementCodec<Int8>.integer(native: chdf5_native_int8, stored: chdf5_stored_int8)
}

extension Int16: HDF5Element {
  /// int16 in files.
  package static let codec = ElementCodec<Int16>.integer(native: chdf5_native_int16, stored: chdf5_stored_int16)
}

extension Int32: HDF5Element {
  /// int32 in files.
  package static let codec = ElementCodec<Int32>.integer(native: chdf5_native_int32, stored: chdf5_stored_int32)
}

extension Int64: HDF5Element {
  /// int64 in files.
  package static let codec = ElementCodec<Int64>.integer(native: chdf5_native_int64, stored: chdf5_stored_int64)
}

extension UInt8: HDF5Element {
  /// uint8 in files.
  package static let codec = ElementCodec<UInt8>.integer(native: chdf5_native_uint8, stored: chdf5_stored_uint8)
}

extension UInt16: HDF5Element {
  /// uint16 in files.
  package static let codec = ElementCodec<UInt16>.integer(native: chdf5_native_uint16, stored: chdf5_stored_uint16)
}

extension UInt32: HDF5Element {
  /// uint32 in files.
  package static let codec = ElementCodec<UInt32>.integer(native: chdf5_native_uint32, stored: chdf5_stored_uint32)
}

extension UInt64: HDF5Element {
  /// uint64 in files.
  package static let codec = ElementCodec<UInt64>.integer(native: chdf5_native_uint64, stored: chdf5_stored_uint64)
}
