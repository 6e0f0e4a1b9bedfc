import CHDF5

/// What kind of values a dataset or an attribute holds in the file.
package enum ElementType: Sendable, Hashable, CustomStringConvertible {
  case integer(bits: Int, signed: Bool)
  case float(bits: Int)
  /// An enumeration of `FALSE` and `TRUE`, as h5py stores truth values.
  case boolean
  case string
  /// Anything this module does not read, such as compound types.
  case other(String)

  /// The name NumPy uses, such as `float32`.
  package var description: String {
    switch self {
    case .integer(let bits, let signed): "\(signed ? "int" : "uint")\(bits)"
    case .float(let bits): "float\(bits)"
    case .boolean: "bool"
    case .string: "string"
    case .other(let name): name
    }
  }

  init(of datatype: Handle, at location: Location) throws {
    let typeClass = Library.locked { H5Tget_class(datatype.id) }
    let bits = 8 * Library.locked { H5Tget_size(datatype.id) }
    switch typeClass {
    case H5T_INTEGER:
      let sign = try Library.call("H5Tget_sign", at: location) { H5Tget_sign(datatype.id).rawValue }
      self = .integer(bits: bits, signed: sign == H5T_SGN_2.rawValue)
    case H5T_FLOAT: self = .float(bits: bits)
    case H5T_STRING: self = .string
    case H5T_ENUM:
      let count = try Library.call("H5Tget_nmembers", at: location) { H5Tget_nmembers(datatype.id) }
      let names = (0..<UInt32(count)).map { memberName(of: datatype, at: $0) }
      self = names == ["FALSE", "TRUE"] ? .boolean : .other("enumeration")
    case H5T_COMPOUND: self = .other("compound")
    case H5T_ARRAY: self = .other("array")
    case H5T_VLEN: self = .other("variable-length sequence")
    case H5T_REFERENCE: self = .other("reference")
    case H5T_OPAQUE: self = .other("opaque")
    case H5T_BITFIELD: self = .other("bit field")
    default: self = .other("unknown type")
    }
  }
}

/// The name of a member of an enumeration.
private func memberName(of enumeration: Handle, at index: UInt32) -> String? {
  Library.locked {
    guard let name = H5Tget_member_name(enumeration.id, index) else { return nil }
    defer { H5free_memory(name) }
    return String(cString: name)
  }
}
