import Crypto
public import Foundation

/// Reads and writes noise indices as `.npy` files.
///
/// Written files equal NumPy's byte for byte: version 1.0, little-endian 64-bit integers, a header of 128 bytes.
/// Versions 1.0 and 2.0 and 32-bit integers are read as well.
public enum NoiseIndexFile {
  /// The largest file that is read, in bytes: 2^27 pairs.
  static let sizeLimit = 1 << 30

  private static let descriptor = "<i8"
  private static let elementSizes = ["<i8": 8, "<i4": 4]

  /// Reads an index and checks that it is a permutation.
  public static func read(from file: URL) throws(NoiseIndexFileError) -> NoiseIndex {
    do throws(NoiseIndexFileDefect) {
      let values = try decode(contents(of: file))
      do { return try NoiseIndex(validating: values) } catch { throw .badEntry(error) }
    } catch {
      throw NoiseIndexFileError(path: file.path, defect: error)
    }
  }

  /// Writes an index beside its target and renames it, so that no reader sees half a file.
  public static func write(_ index: NoiseIndex, to file: URL) throws(NoiseIndexFileError) {
    do {
      try encode(index).write(to: file, options: .atomic)
    } catch {
      throw NoiseIndexFileError(path: file.path, defect: .unwritable(reason: error.localizedDescription))
    }
  }

  /// The bytes of the `.npy` file of an index.
  public static func encode(_ index: NoiseIndex) -> Data {
    var data = Data(NPYHeader.encoded(descriptor: descriptor, count: index.count))
    index.sources.map { Int64($0).littleEndian }.withUnsafeBytes { data.append(contentsOf: $0) }
    return data
  }

  /// The numbers of an `.npy` file's bytes, not checked to be a permutation.
  public static func decode(_ data: Data) throws(NoiseIndexFileDefect) -> [Int] {
    let bytes = [UInt8](data)
    let header = try NPYHeader(decoding: bytes)
    guard let elementSize = elementSizes[header.descriptor] else {
      throw header.descriptor.hasPrefix(">i")
        ? .bigEndian(header.descriptor) : .unsupportedType("'\(header.descriptor)'")
    }
    guard !header.isFortranOrder else { throw .fortranOrder }
    guard header.shape.count == 1 else { throw .notOneDimensional(shape: header.shape) }

    let count = header.shape[0]
    let (expectedBytes, overflows) = count.multipliedReportingOverflow(by: elementSize)
    guard !overflows else { throw .impossibleLength(String(count)) }
    let foundBytes = bytes.count - header.dataOffset
    guard foundBytes >= expectedBytes else {
      throw .truncatedData(expectedBytes: expectedBytes, foundBytes: foundBytes)
    }
    guard foundBytes == expectedBytes else { throw .trailingBytes(foundBytes - expectedBytes) }
    return bytes.withUnsafeBytes { raw in
      (0..<count).map { entry in
        let offset = header.dataOffset + entry * elementSize
        return elementSize == 8
          ? Int(Int64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: Int64.self)))
          : Int(Int32(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
      }
    }
  }

  /// The bytes of a regular file of bounded size.
  static func contents(of file: URL) throws(NoiseIndexFileDefect) -> Data {
    // Attributes are those of a link itself, not of what it points to.
    let path = file.resolvingSymlinksInPath().path
    guard FileManager.default.fileExists(atPath: path) else { throw .missing }
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      guard attributes[.type] as? FileAttributeType == .typeRegular else {
        throw NoiseIndexFileDefect.notAFile
      }
      let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
      guard size <= sizeLimit else { throw NoiseIndexFileDefect.tooLarge(bytes: size, limit: sizeLimit) }
      return try Data(contentsOf: URL(fileURLWithPath: path))
    } catch let defect as NoiseIndexFileDefect {
      throw defect
    } catch {
      throw .unreadable(reason: error.localizedDescription)
    }
  }

  /// SHA-256 of `data` in lower-case hexadecimal, as `sha256sum` prints it.
  public static func checksum(of data: Data) -> String {
    SHA256.hash(data: data).map { byte in
      let digits = String(byte, radix: 16)
      return byte < 16 ? "0" + digits : digits
    }.joined()
  }
}
