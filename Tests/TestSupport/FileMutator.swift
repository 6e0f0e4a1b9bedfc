package import BenchCore

/// Damages files as disks, transfers, editors and attackers do; the same seed damages in the same way.
package struct FileMutator {
  private var generator: SeededGenerator
  private let originals: [[UInt8]]
  private let words: [[UInt8]]
  /// Damaged files stay small: what a small file may cost is the question.
  private static let sizeLimit = 256 << 10

  /// Numbers at which arithmetic goes wrong, as text.
  private static let numbers = [
    "0", "-1", "1", "127", "128", "255", "65536", "2147483647", "2147483648", "-2147483649", "4294967295",
    "9223372036854775807", "-9223372036854775808", "99999999999999999999", "1e308", "1e999", "-0.0", "1e-400", "NaN",
    "-Infinity",
  ].map { Array($0.utf8) }

  /// Prepares mutations of some files of one format.
  ///
  /// - Parameter words: Pieces of the format that make a damaged file well-formed again, in another way.
  package init(of originals: [[UInt8]], words: [[UInt8]], generator: SeededGenerator) {
    self.originals = originals
    self.words = words
    self.generator = generator
  }

  /// One of the files with one to four changes.
  package mutating func next() -> [UInt8] {
    var bytes = generator.element(of: originals)
    for _ in 0...generator.index(below: 4) where !bytes.isEmpty { change(&bytes) }
    if bytes.count > Self.sizeLimit { bytes.removeLast(bytes.count - Self.sizeLimit) }
    return bytes
  }

  private mutating func change(_ bytes: inout [UInt8]) {
    let place = generator.index(below: bytes.count)
    switch generator.index(below: 12) {
    case 0: bytes[place] = UInt8(generator.index(below: 256))
    case 1: bytes[place] ^= 1 << UInt8(generator.index(below: 8))
    case 2:
      let number: UInt8 = generator.element(of: [0, 1, 0x7f, 0x80, 0xff])
      let end = min(bytes.count, place + generator.element(of: [1, 2, 4, 8]))
      for offset in place..<end { bytes[offset] = number }
    case 3: bytes.removeSubrange(piece(of: bytes, from: place, upTo: 16))
    case 4:
      let source = piece(of: bytes, from: generator.index(below: bytes.count), upTo: 32)
      bytes.insert(contentsOf: Array(bytes[source]), at: place)
    case 5:
      let other = generator.element(of: originals)
      let source = piece(of: other, from: generator.index(below: max(1, other.count)), upTo: 64)
      bytes.replaceSubrange(piece(of: bytes, from: place, upTo: 64), with: other[source])
    case 6 where !words.isEmpty: bytes.insert(contentsOf: generator.element(of: words), at: place)
    case 7 where !words.isEmpty:
      bytes.replaceSubrange(piece(of: bytes, from: place, upTo: 4), with: generator.element(of: words))
    case 8: replaceNumber(in: &bytes, from: place)
    case 9:
      // A count or an index one off, or far off.
      bytes[place] = bytes[place] &+ generator.element(of: [1, 2, 16, 254, 255])
    case 10 where generator.index(below: 4) == 0:
      // The same piece many times: what nests, repeats and unfolds.
      let source = Array(bytes[piece(of: bytes, from: place, upTo: generator.element(of: [1, 2, 8, 64]))])
      let count = generator.element(of: [10, 200, 5_000])
      bytes.insert(contentsOf: repeatElement(source, count: count).joined(), at: place)
    case 11 where generator.index(below: 3) == 0: bytes.removeLast(bytes.count - place)
    default: bytes.swapAt(place, generator.index(below: bytes.count))
    }
  }

  /// Puts another number in place of the next one that is written in digits.
  private mutating func replaceNumber(in bytes: inout [UInt8], from place: Int) {
    func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.endIndex
    bytes.replaceSubrange(start..<end, with: generator.element(of: Self.numbers))
  }

  private mutating func piece(of bytes: [UInt8], from place: Int, upTo length: Int) -> Range<Int> {
    let start = min(place, bytes.count)
    return start..<min(bytes.count, start + 1 + generator.index(below: length))
  }
}
