/// Byte-pair encoding of single words: joins neighbouring symbols until no merge applies.
struct BytePairEncoder: Sendable {
  /// A merge whose symbols no merge before it makes.
  struct InvalidMerge: Error {
    /// Its index among the merges.
    var index: Int
  }

  /// A pair of neighbours and the symbol that joining them makes.
  private struct Merge {
    var left: Int32
    var right: Int32
    var symbol: Int32
  }

  /// What the name of a symbol that ends a word ends with.
  private static let wordEnd = "</w>"

  /// The number of symbols: 256 bytes, 256 bytes that end a word, and one for each merge.
  let symbolCount: Int
  /// The symbol of each byte inside a word; at the end of a word it is higher by 256.
  private let byteSymbols: [Int32]
  /// All merges as a hash table with linear probing; at least half of its slots are free, and have no symbol.
  private var merges: [Merge]
  /// The symbols of short words that are one symbol, which most words of English captions are, by their bytes.
  private var shortWords: [UInt64: Int32] = [:]

  /// Creates an encoder of merges, each the names of two symbols with a space between, in order of priority.
  init(merges lines: some Sequence<Substring>) throws(InvalidMerge) {
    var symbols: [String: Int32] = [:]
    var byteSymbols = [Int32](repeating: 0, count: 256)
    for (symbol, byte) in Self.bytesInSymbolOrder.enumerated() {
      let name = Self.name(of: byte, symbol: symbol)
      byteSymbols[Int(byte)] = Int32(symbol)
      symbols[name] = Int32(symbol)
      symbols[name + Self.wordEnd] = Int32(symbol) + 256
    }
    var merges: [Merge] = []
    for (index, line) in lines.enumerated() {
      let names = line.split(separator: " ").map(String.init)
      guard names.count == 2, let left = symbols[names[0]], let right = symbols[names[1]] else {
        throw InvalidMerge(index: index)
      }
      let symbol = Int32(512 + index)
      merges.append(Merge(left: left, right: right, symbol: symbol))
      symbols[names[0] + names[1]] = symbol
    }
    self.byteSymbols = byteSymbols
    symbolCount = 512 + merges.count
    var slotCount = 2
    while slotCount < 2 * merges.count { slotCount *= 2 }
    self.merges = Array(repeating: Merge(left: 0, right: 0, symbol: Self.noSymbol), count: slotCount)
    for merge in merges {
      let slot = slot(ofJoining: merge.left, merge.right)
      // Of two merges of the same pair the first counts.
      if self.merges[slot].symbol == Self.noSymbol { self.merges[slot] = merge }
    }
    shortWords = shortWords(of: merges)
  }

  /// Appends the symbols of a word, given as its UTF-8 bytes.
  func append(_ word: ArraySlice<UInt8>, to ids: inout [Int32]) {
    guard let last = word.last else { return }
    if word.count == 1 { return ids.append(byteSymbols[Int(last)] + 256) }
    if word.count <= Self.shortLength, let symbol = shortWords[Self.packed(word)] { return ids.append(symbol) }
    ids += joined(word.map { byteSymbols[Int($0)] })
  }

  /// The symbols of a word, given those of its bytes.
  private func joined(_ bytes: [Int32]) -> [Int32] {
    var symbols = bytes
    symbols[symbols.count - 1] += 256
    var joined = zip(symbols, symbols.dropFirst()).map { symbol(ofJoining: $0, $1) }
    // The merge that comes first made the lowest symbol.
    while let symbol = joined.min(), symbol != Self.noSymbol { join(to: symbol, &symbols, &joined) }
    return symbols
  }

  /// Joins every pair that makes a symbol, from left to right.
  ///
  /// - Parameters:
  ///   - symbol: what the pairs are joined to.
  ///   - symbols: the symbols of a word.
  ///   - joined: for all but the last, what each would make with the next one.
  private func join(to symbol: Int32, _ symbols: inout [Int32], _ joined: inout [Int32]) {
    var end = 0
    var position = 0
    while position < symbols.count {
      let isPair = position < joined.count && joined[position] == symbol
      symbols[end] = isPair ? symbol : symbols[position]
      position += isPair ? 2 : 1
      if position <= joined.count { joined[end] = joined[position - 1] }
      end += 1
    }
    symbols.removeLast(symbols.count - end)
    joined.removeLast(joined.count + 1 - end)
    for position in joined.indices where symbols[position] == symbol || symbols[position + 1] == symbol {
      joined[position] = self.symbol(ofJoining: symbols[position], symbols[position + 1])
    }
  }

  // MARK: - Short words

  /// The longest word that fits into a key of `shortWords`.
  private static let shortLength = 8

  /// The bytes of a short word as one number; no two words have the same, as words have no NUL.
  private static func packed(_ word: ArraySlice<UInt8>) -> UInt64 {
    word.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The short words that merges make and that are not split in another way.
  private func shortWords(of merges: [Merge]) -> [UInt64: Int32] {
    var words: [[UInt8]] = Self.bytesInSymbolOrder.map { [$0] }
    words += words
    var isWhole = Array(repeating: false, count: 256) + Array(repeating: true, count: 256)
    var shortWords: [UInt64: Int32] = [:]
    for merge in merges {
      // Words that are too long stay so, whatever is added.
      let word = words[Int(merge.left)] + words[Int(merge.right)].prefix(Self.shortLength)
      words.append(word)
      isWhole.append(isWhole[Int(merge.right)])
      if isWhole[Int(merge.symbol)], word.count <= Self.shortLength,
        joined(word.map { byteSymbols[Int($0)] }) == [merge.symbol]
      {
        shortWords[Self.packed(word[...])] = merge.symbol
      }
    }
    return shortWords
  }

  // MARK: - Table of merges

  private static let noSymbol = Int32.max

  /// What joining two symbols makes.
  private func symbol(ofJoining left: Int32, _ right: Int32) -> Int32 {
    merges[slot(ofJoining: left, right)].symbol
  }

  /// The slot of a pair, or the free one that it would get.
  private func slot(ofJoining left: Int32, _ right: Int32) -> Int {
    let mask = merges.count - 1
    let pair = UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    // Fibonacci hashing: the upper bits of a product with 2^64 divided by the golden ratio.
    var slot = Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
    while merges[slot].symbol != Self.noSymbol, merges[slot].left != left || merges[slot].right != right {
      slot = (slot + 1) & mask
    }
    return slot
  }

  /// All bytes, first those that are printable characters in Latin-1.
  private static let bytesInSymbolOrder: [UInt8] = {
    let printable = Array(UInt8(33)...126) + Array(161...172) + Array(174...255)
    return printable + (UInt8.min...UInt8.max).filter { !printable.contains($0) }
  }()

  /// The name of a byte's symbol: its character in Latin-1, or one from U+0100 on if that is not printable.
  private static func name(of byte: UInt8, symbol: Int) -> String {
    let printableCount = 188
    let scalar = symbol < printableCount ? Unicode.Scalar(byte) : Unicode.Scalar(UInt16(256 + symbol - printableCount))
    return scalar.map { String($0) } ?? ""
  }
}
