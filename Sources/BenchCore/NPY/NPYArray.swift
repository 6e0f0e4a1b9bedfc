public import Foundation

/// An array of an `.npy` file: numbers of one type in C order, little-endian.
///
/// The bytes stay as they are in the file, which is mapped where the system allows it; asking for numbers converts them.
/// Everything that a damaged header can claim is checked against the number of bytes.
public struct NPYArray: Sendable {
  /// The types of numbers that can be read.
  public enum Element: String, Sendable, CaseIterable {
    case float16 = "<f2"
    case float32 = "<f4"
    case float64 = "<f8"
    case int32 = "<i4"
    case int64 = "<i8"

    /// Bytes of one number.
    public var size: Int {
      switch self {
      case .float16: 2
      case .float32, .int32: 4
      case .float64, .int64: 8
      }
    }

    /// The name in NumPy.
    public var name: String { "\(self)" }
  }

  /// The length of each axis, the slowest first; empty for a single number.
  public let shape: [Int]
  /// The type of the numbers in the file.
  public let element: Element
  private let count: Int
  /// The numbers' bytes.
  private let body: Data

  /// Reads the bytes of a file.
  ///
  /// - Parameter accepted: The types that are wanted.
  public init(decoding data: Data, accepting accepted: [Element]) throws(NPYFailure) {
    let header = try NPYHeader(decoding: data)
    guard let element = accepted.first(where: { $0.rawValue == header.descriptor }) else {
      let isSwapped = accepted.contains { ">" + $0.rawValue.dropFirst() == header.descriptor }
      throw isSwapped
        ? .bigEndian(header.descriptor)
        : .unsupportedType("'\(header.descriptor)'", expected: accepted.map(\.name).joined(separator: ", "))
    }
    guard !header.isFortranOrder else { throw .fortranOrder }
    var bytes = element.size
    for length in header.shape {
      let (product, overflows) = bytes.multipliedReportingOverflow(by: length)
      guard !overflows else { throw .impossibleLength("\(header.shape.map(String.init).joined(separator: " x "))") }
      bytes = product
    }
    let found = data.count - header.dataOffset
    guard found >= bytes else { throw .truncatedData(expectedBytes: bytes, foundBytes: found) }
    guard found == bytes else { throw .trailingBytes(found - bytes) }
    shape = header.shape
    self.element = element
    count = bytes / element.size
    body = data.dropFirst(header.dataOffset)
  }

  /// Maps or reads a regular file of at most `sizeLimit` bytes.
  public init(
    contentsOf file: URL, accepting accepted: [Element], sizeLimit: Int = .max
  ) throws(NPYFileFailure) {
    do throws(NPYFailure) {
      try self.init(decoding: Self.contents(of: file, sizeLimit: sizeLimit), accepting: accepted)
    } catch {
      throw NPYFileFailure(path: file.path, defect: error)
    }
  }

  /// The numbers as float32; float64 is rounded, and beyond float32's range becomes infinite.
  public func floats() -> [Float] {
    switch element {
    case .float16: numbers(UInt16.self) { Float(Float16(bitPattern: $0)) }
    case .float32: numbers(UInt32.self) { Float(bitPattern: $0) }
    case .float64: numbers(UInt64.self) { Float(Double(bitPattern: $0)) }
    case .int32: numbers(Int32.self) { Float($0) }
    case .int64: numbers(Int64.self) { Float($0) }
    }
  }

  /// The numbers as integers; `nil` for an array of floating-point numbers.
  public func integers() -> [Int]? {
    switch element {
    case .int32: numbers(Int32.self) { Int($0) }
    case .int64: numbers(Int64.self) { Int($0) }
    case .float16, .float32, .float64: nil
    }
  }

  /// The bytes of a file of one-dimensional int64, as `numpy.save` writes it.
  public static func encode(_ values: [Int]) -> Data {
    var data = Data(NPYHeader.encoded(descriptor: Element.int64.rawValue, shape: [values.count]))
    values.map { Int64($0).littleEndian }.withUnsafeBytes { data.append(contentsOf: $0) }
    return data
  }

  /// The bytes of a regular file of bounded size, mapped where possible.
  public static func contents(of file: URL, sizeLimit: Int = .max) throws(NPYFailure) -> Data {
    // Attributes are those of a link itself, not of what it points to.
    let path = file.resolvingSymlinksInPath().path
    guard FileManager.default.fileExists(atPath: path) else { throw .missing }
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      guard attributes[.type] as? FileAttributeType == .typeRegular else { throw NPYFailure.notAFile }
      let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
      guard size <= sizeLimit else { throw NPYFailure.tooLarge(bytes: size, limit: sizeLimit) }
      return try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    } catch let defect as NPYFailure {
      throw defect
    } catch {
      throw .unreadable(reason: error.systemReason)
    }
  }

  private func numbers<Stored: FixedWidthInteger, Number>(
    _ stored: Stored.Type, _ convert: (Stored) -> Number
  ) -> [Number] {
    body.withUnsafeBytes { bytes in
      (0..<count).map { index in
        convert(
          Stored(littleEndian: bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Stored>.size, as: Stored.self)))
      }
    }
  }
}
