/// Finds what EXIF says of how the camera was held: tag 274 of the first directory, in a JPEG's APP1 segment or a PNG's eXIf
/// chunk before the pixels.
///
/// Source: CIPA DC-008 (EXIF 2.32), sections 4.5 and 4.6; PNG, third edition, section 11.3.4.5.
enum EXIFOrientation {
  /// Of pixels that are to be shown as they are stored.
  static let upright = 1

  /// 2 to 8 where pixels are to be mirrored or turned, else 1, also where what is said makes no sense; nil where the bytes
  /// end before that is known.
  static func find(in bytes: [UInt8], _ format: ImageFormat) -> Int? {
    do throws(End) {
      switch format {
      case .jpeg: return try jpeg(EXIFBytes(bytes: bytes))
      case .png: return try png(EXIFBytes(bytes: bytes))
      }
    } catch .nothing {
      return upright
    } catch {
      return nil
    }
  }

  /// Why nothing more is read.
  fileprivate enum End: Error {
    /// What is there says nothing, or makes no sense.
    case nothing
    /// There is more in the file than in the bytes.
    case cut
  }

  private static func jpeg(_ bytes: EXIFBytes) throws(End) -> Int {
    var place = 2
    while true {
      guard try bytes.number(at: place, size: 1) == 0xff else { throw .nothing }
      let marker = try bytes.number(at: place + 1, size: 1)
      switch marker {
      case 0xff: place += 1  // Any number of these may come before a marker.
      case 0x01, 0xd0...0xd8: place += 2  // Markers without a segment.
      case 0xd9, 0xda: throw .nothing  // Only pixels follow.
      default:
        let length = try bytes.number(at: place + 2, size: 2)
        guard length >= 2 else { throw .nothing }
        let next = place + 2 + length
        if marker == 0xe1, length >= 8, try bytes.isEXIF(at: place + 4) {
          return try bytes.within(place + 10..<next).orientation()
        }
        place = next
      }
    }
  }

  private static func png(_ bytes: EXIFBytes) throws(End) -> Int {
    var place = 8
    while true {
      let length = try bytes.number(at: place, size: 4)
      let type = try bytes.number(at: place + 4, size: 4)
      switch type {
      case 0x4944_4154, 0x4945_4e44: throw .nothing  // IDAT, IEND
      case 0x6558_4966:  // eXIf
        // Some writers put the prefix of a JPEG's segment there too.
        let end = place + 8 + length
        if length >= 6, try bytes.isEXIF(at: place + 8) {
          return try bytes.within(end - length + 6..<end).orientation()
        }
        return try bytes.within(end - length..<end).orientation()
      default: place += 12 + length
      }
    }
  }
}

/// Bytes that are there in part, read as numbers.
private struct EXIFBytes {
  let bytes: [UInt8]
  /// Where what is read begins and, where that is known, ends.
  private(set) var start = 0
  private(set) var end: Int?
  private var isLittleEndian = false

  init(bytes: [UInt8]) { self.bytes = bytes }

  func within(_ range: Range<Int>) -> EXIFBytes {
    var part = self
    (part.start, part.end) = (range.lowerBound, range.upperBound)
    return part
  }

  /// An unsigned number of at most 4 bytes.
  func number(at offset: Int, size: Int) throws(EXIFOrientation.End) -> Int {
    let place = start + offset
    if let end, place + size > end { throw .nothing }
    guard place + size <= bytes.count else { throw .cut }
    return (0..<size).reduce(0) { $0 << 8 | Int(bytes[place + (isLittleEndian ? size - 1 - $1 : $1)]) }
  }

  /// Whether the prefix of EXIF in a JPEG, `Exif` and two zeros, is there.
  func isEXIF(at offset: Int) throws(EXIFOrientation.End) -> Bool {
    let (name, zeros) = (try number(at: offset, size: 4), try number(at: offset + 4, size: 2))
    return name == 0x4578_6966 && zeros == 0
  }

  /// The orientation in a TIFF's first directory.
  func orientation() throws(EXIFOrientation.End) -> Int {
    var tiff = self
    switch try number(at: 0, size: 2) {
    case 0x4949: tiff.isLittleEndian = true
    case 0x4d4d: break
    default: throw .nothing
    }
    guard try tiff.number(at: 2, size: 2) == 42 else { throw .nothing }
    let directory = try tiff.number(at: 4, size: 4)
    for entry in 0..<(try tiff.number(at: directory, size: 2)) {
      let place = directory + 2 + 12 * entry
      guard try tiff.number(at: place, size: 2) == 274 else { continue }
      // One 16-bit number, which comes first in the field of 4 bytes.
      guard try tiff.number(at: place + 2, size: 2) == 3, try tiff.number(at: place + 4, size: 4) == 1 else {
        throw .nothing
      }
      let value = try tiff.number(at: place + 8, size: 2)
      return 2...8 ~= value ? value : EXIFOrientation.upright
    }
    throw .nothing
  }
}
