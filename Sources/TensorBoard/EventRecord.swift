import CISAL
import Foundation

/// A record of TensorFlow's files: length, its checksum, the message, its checksum, in little endian.
enum EventRecord {
  static func framed(_ message: Data) -> Data {
    var record = Data()
    withUnsafeBytes(of: UInt64(message.count).littleEndian) { record.append(contentsOf: $0) }
    append(maskedChecksum(of: record), to: &record)
    record.append(message)
    append(maskedChecksum(of: message), to: &record)
    return record
  }

  private static func append(_ checksum: UInt32, to record: inout Data) {
    withUnsafeBytes(of: checksum.littleEndian) { record.append(contentsOf: $0) }
  }

  /// The checksum as TFRecord stores it, so that checksums of data with checksums in them stay useful.
  private static func maskedChecksum(of data: Data) -> UInt32 {
    let checksum = checksum(of: data)
    return (checksum >> 15 | checksum << 17) &+ 0xa282_ead8
  }

  /// CRC-32C, which ISA-L calls after its use in iSCSI and leaves to its caller to invert.
  static func checksum(of data: Data) -> UInt32 {
    var bytes = [UInt8](data)
    return ~crc32_iscsi(&bytes, Int32(bytes.count), ~0)
  }
}
