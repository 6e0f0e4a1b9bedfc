import CHDF5
import Foundation

extension String: HDF5Element {
  /// Variable-length UTF-8 in files; fixed-length strings are read too.
  package static let codec = ElementCodec<String>(
    storedType: variableLengthUTF8,
    accepts: { $0 == .string },
    decode: { source, count, _ in
      let type = try source.datatype()
      let isVariable = try Library.call("H5Tis_variable_str", at: source.location) { H5Tis_variable_str(type.id) } > 0
      return isVariable
        ? try source.readVariableLength(count: count, type: type)
        : try source.readFixedLength(count: count, type: type)
    },
    encode: { target, values in
      if let value = values.first(where: { $0.utf8.contains(0) }) {
        throw HDF5Failure.unrepresentable(
          file: target.location.file,
          object: target.location.object,
          reason: "the string \(value.debugDescription) contains a NUL"
        )
      }
      let type = try variableLengthUTF8(at: target.location)
      let pointers = values.map { strdup($0) }
      defer { pointers.forEach { free($0) } }
      try pointers.withUnsafeBytes { bytes in
        guard let start = bytes.baseAddress else { return }
        try target.transfer(from: start, as: type.id)
      }
    }
  )
}

/// The type of new strings.
private func variableLengthUTF8(at location: Location) throws -> Handle {
  let type = try Handle("H5Tcopy", at: location) { H5Tcopy(chdf5_c_string()) }
  try Library.call("H5Tset_size", at: location) { H5Tset_size(type.id, chdf5_variable_length()) }
  try Library.call("H5Tset_cset", at: location) { H5Tset_cset(type.id, H5T_CSET_UTF8) }
  return type
}

extension StoredValue {
  fileprivate func readVariableLength(count: Int, type: Handle) throws -> [String] {
    let space = try dataspace()
    var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
    return try pointers.withUnsafeMutableBytes { buffer in
      guard let start = buffer.baseAddress else { return [] }
      // Strings that were read before a failure are freed too.
      defer {
        Library.locked { _ = H5Dvlen_reclaim(type.id, space.id, chdf5_default_properties(), start) }
      }
      try transfer(into: start, as: type.id)
      return try buffer.bindMemory(to: UnsafeMutablePointer<CChar>?.self).map { pointer in
        guard let pointer else { return "" }
        return try utf8String(UnsafeRawBufferPointer(start: pointer, count: strlen(pointer)))
      }
    }
  }

  fileprivate func readFixedLength(count: Int, type: Handle) throws -> [String] {
    let length = Library.locked { H5Tget_size(type.id) }
    let padsWithSpaces = Library.locked { H5Tget_strpad(type.id) } == H5T_STR_SPACEPAD
    var bytes = [UInt8](repeating: 0, count: count * length)
    return try bytes.withUnsafeMutableBytes { buffer in
      guard let start = buffer.baseAddress else { return [] }
      try transfer(into: start, as: type.id)
      return try (0..<count).map { index in
        var text = UnsafeRawBufferPointer(rebasing: buffer[index * length..<(index + 1) * length])[...]
        if padsWithSpaces {
          while text.last == UInt8(ascii: " ") { text.removeLast() }
        } else {
          text = text.prefix { $0 != 0 }
        }
        return try utf8String(UnsafeRawBufferPointer(rebasing: text))
      }
    }
  }

  private func utf8String(_ bytes: UnsafeRawBufferPointer) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw HDF5Failure.unrepresentable(
        file: location.file,
        object: location.object,
        reason: "the string is not valid UTF-8"
      )
    }
    return text
  }
}
