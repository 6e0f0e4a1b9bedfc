/// The records of a zip archive, found through its central directory.
///
/// `torch.save` stores records without compression, so a record is a range of the file, and tensors are read from it
/// straight into their memory. libtorch's own reader (`PyTorchStreamReader`) reads whole records only and takes memory
/// as an archive declares it; here every range is checked against the file first. Source: PKWARE's APPNOTE 6.3.
struct ZipDirectory {
  private struct Record {
    let headerOffset: Int
    let byteCount: Int
    let isPlain: Bool
    /// Where its bytes end at the earliest.
    let end: Int
  }

  private let file: CheckpointFile
  private var records: [String: Record] = [:]

  /// The names of all records.
  var names: some Collection<String> { records.keys }

  /// Whether there is a record of this name.
  func contains(_ name: String) -> Bool { records[name] != nil }

  /// Reads the central directory.
  ///
  /// - Throws: `CheckpointFailure.damaged` where it is missing, cut short or contradicts itself.
  init(_ file: CheckpointFile) throws(CheckpointFailure) {
    self.file = file
    let place = try Self.locate(in: file)
    for (what, count, limit) in [("bytes", place.byteCount, Self.sizeLimit), ("records", place.count, Self.countLimit)]
    where count > limit {
      throw file.failure(.excessive("its archive has a directory of \(count) \(what); the limit is \(limit)"))
    }
    guard file.contains(offset: place.offset, count: place.byteCount) else {
      throw Self.cut(file)
    }
    let bytes = try file.bytes(at: place.offset, count: place.byteCount)
    var position = 0
    for _ in 0..<place.count {
      position = try add(recordAt: position, of: bytes)
    }
    try checkOverlaps()
  }

  /// Refuses records that share bytes: one block in many records is how a small archive becomes a large one.
  private func checkOverlaps() throws(CheckpointFailure) {
    let sorted = records.sorted { ($0.value.headerOffset, $0.key) < ($1.value.headerOffset, $1.key) }
    for (record, next) in zip(sorted, sorted.dropFirst()) where record.value.end > next.value.headerOffset {
      throw file.damaged("the records \(record.key) and \(next.key) of the archive overlap")
    }
  }

  /// The bytes of a record's content.
  ///
  /// - Throws: `CheckpointFailure` for a record that is absent, compressed, encrypted or not where it should be.
  func range(of name: String) throws(CheckpointFailure) -> StorageRange {
    guard let record = records[name] else { throw file.damaged("the archive has no record \(name)") }
    guard record.isPlain else {
      throw file.failure(
        .unsupported(
          "the record \(name) of the archive is compressed or encrypted, which torch.save never does",
          remedy: "save the weights again with torch.save, or unpack the archive and pack it with `zip -0`"))
    }
    let header = try file.bytes(at: record.headerOffset, count: Self.localHeaderSize)
    guard header.littleEndian(UInt32.self, at: 0) == 0x0403_4b50,
      let nameLength = header.littleEndian(UInt16.self, at: 26),
      let extraLength = header.littleEndian(UInt16.self, at: 28),
      try file.bytes(at: record.headerOffset + Self.localHeaderSize, count: Int(nameLength)) == Array(name.utf8)
    else {
      throw file.damaged("the record \(name) of the archive is not where its directory says")
    }
    let offset = record.headerOffset + Self.localHeaderSize + Int(nameLength) + Int(extraLength)
    guard file.contains(offset: offset, count: record.byteCount) else {
      throw file.damaged("the record \(name) of the archive is cut short")
    }
    return StorageRange(file: file, offset: offset, byteCount: record.byteCount)
  }

  // MARK: - Central directory

  private static let localHeaderSize = 30
  private static let entrySize = 46
  /// Far more than checkpoints have: one record for each tensor, of 60 to 120 bytes.
  private static let sizeLimit = 32 << 20
  private static let countLimit = 1 << 18

  private static func cut(_ file: CheckpointFile) -> CheckpointFailure {
    file.damaged("it starts as a zip archive but its directory is missing or cut short")
  }

  /// The place of the central directory: its record at the end of the file, or the zip64 record before that.
  private static func locate(
    in file: CheckpointFile
  ) throws(CheckpointFailure) -> (offset: Int, byteCount: Int, count: Int) {
    let (endSize, commentLimit, locatorSize, zip64Size) = (22, 65_535, 20, 56)
    let tailSize = min(file.byteCount, endSize + commentLimit + locatorSize)
    let tail = try file.bytes(at: file.byteCount - tailSize, count: tailSize)
    for position in stride(from: tail.count - endSize, through: 0, by: -1) {
      guard tail[position] == 0x50, tail.littleEndian(UInt32.self, at: position) == 0x0605_4b50,
        let comment = tail.littleEndian(UInt16.self, at: position + 20),
        position + endSize + Int(comment) == tail.count,
        let count = tail.littleEndian(UInt16.self, at: position + 10),
        let size = tail.littleEndian(UInt32.self, at: position + 12),
        let offset = tail.littleEndian(UInt32.self, at: position + 16)
      else { continue }
      guard tail.littleEndian(UInt32.self, at: position - locatorSize) == 0x0706_4b50 else {
        return (Int(offset), Int(size), Int(count))
      }
      guard let place = tail.littleEndian(UInt64.self, at: position - locatorSize + 8),
        let start = Int(exactly: place), file.contains(offset: start, count: zip64Size)
      else { throw cut(file) }
      let record = try file.bytes(at: start, count: zip64Size)
      guard record.littleEndian(UInt32.self, at: 0) == 0x0606_4b50,
        let count = record.littleEndian(UInt64.self, at: 32).flatMap({ Int(exactly: $0) }),
        let size = record.littleEndian(UInt64.self, at: 40).flatMap({ Int(exactly: $0) }),
        let offset = record.littleEndian(UInt64.self, at: 48).flatMap({ Int(exactly: $0) })
      else { throw cut(file) }
      return (offset, size, count)
    }
    throw cut(file)
  }

  /// Takes up one entry of the directory and returns the position of the next.
  private mutating func add(recordAt position: Int, of bytes: [UInt8]) throws(CheckpointFailure) -> Int {
    guard bytes.littleEndian(UInt32.self, at: position) == 0x0201_4b50,
      let flags = bytes.littleEndian(UInt16.self, at: position + 8),
      let method = bytes.littleEndian(UInt16.self, at: position + 10),
      let packedSize = bytes.littleEndian(UInt32.self, at: position + 20),
      let size = bytes.littleEndian(UInt32.self, at: position + 24),
      let nameLength = bytes.littleEndian(UInt16.self, at: position + 28),
      let extraLength = bytes.littleEndian(UInt16.self, at: position + 30),
      let commentLength = bytes.littleEndian(UInt16.self, at: position + 32),
      let headerOffset = bytes.littleEndian(UInt32.self, at: position + 42)
    else { throw Self.cut(file) }
    let nameStart = position + Self.entrySize
    let extraStart = nameStart + Int(nameLength)
    let next = extraStart + Int(extraLength) + Int(commentLength)
    guard next <= bytes.count, let name = String(validating: bytes[nameStart..<extraStart], as: UTF8.self) else {
      throw Self.cut(file)
    }
    // Values that do not fit into 32 bits follow in the zip64 field, in this order.
    var wide = Zip64Field(Array(bytes[extraStart..<extraStart + Int(extraLength)]))
    guard let size = wide.value(of: size), let packedSize = wide.value(of: packedSize),
      let headerOffset = wide.value(of: headerOffset), file.contains(offset: headerOffset, count: packedSize)
    else { throw file.damaged("the record \(name) of the archive lies outside the file") }
    let record = Record(
      headerOffset: headerOffset, byteCount: size, isPlain: method == 0 && flags & 1 == 0 && packedSize == size,
      end: headerOffset + Self.localHeaderSize + Int(nameLength) + packedSize)
    guard records.updateValue(record, forKey: name) == nil else {
      throw file.damaged("the archive has two records named \(name)")
    }
    return next
  }
}

/// The sizes and offsets of a directory entry that do not fit into 32 bits.
private struct Zip64Field {
  private let bytes: [UInt8]
  private var position: Int?

  init(_ extra: [UInt8]) {
    bytes = extra
    var start = 0
    while let id = extra.littleEndian(UInt16.self, at: start), let size = extra.littleEndian(UInt16.self, at: start + 2)
    {
      if id == 1 {
        position = start + 4
        return
      }
      start += 4 + Int(size)
    }
  }

  /// The value itself, or the next wide one where it only stands for that.
  mutating func value(of narrow: UInt32) -> Int? {
    guard narrow == .max else { return Int(narrow) }
    guard let start = position, let value = bytes.littleEndian(UInt64.self, at: start) else { return nil }
    position = start + 8
    return Int(exactly: value)
  }
}
