/// Byte-pair encoding of single words: joins neighbouring symbols until no merge applies.
struct BytePairEncoder: Sendable {
  /// A merge whose symbols no merge before it makes.
  struct InvalidMerge: Error {
    /// Its index among the merges.
    var index: Int
  }

  /// A neighbour on the right and the symbol that joining with it makes.
  private struct Merge {
    var right: Int32
    var symbol: Int32
  }

  /// What the name of a symbol that ends a word ends with.
  private static let wordEnd = "</w>"

  /// The number of symbols: 256 bytes, 256 bytes that end a word, and one for each merge.
  let symbolCount: Int
  /// The symbol of each byte inside a word; at the end of a word it is higher by 256.
  private let byteSymbols: [Int32]
  /// All merges, grouped by their left symbol, and in a group by ascending right symbol.
  private let merges: [Merge]
  /// Where the group of each left symbol starts, and last where all end.
  private let groupStarts: [Int32]

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
    var groups: [[Merge]] = Array(repeating: [], count: 512)
    for (index, line) in lines.enumerated() {
      let names = line.split(separator: " ").map(String.init)
      guard names.count == 2, let left = symbols[names[0]], let right = symbols[names[1]] else {
        throw InvalidMerge(index: index)
      }
      let symbol = Int32(groups.count)
      groups[Int(left)].append(Merge(right: right, symbol: symbol))
      groups.append([])
      symbols[names[0] + names[1]] = symbol
    }
    self.byteSymbols = byteSymbols
    symbolCount = groups.count
    merges = groups.flatMap { $0.sorted { $0.right < $1.right } }
    groupStarts = groups.reduce(into: [0]) { starts, group in
      starts.append(starts[starts.count - 1] + Int32(group.count))
    }
  }

  /// Appends the symbols of a word, given as its UTF-8 bytes.
  func append(_ word: ArraySlice<UInt8>, to ids: inout [Int32]) {
    guard !word.isEmpty else { return }
    let start = ids.count
    for byte in word { ids.append(byteSymbols[Int(byte)]) }
    ids[ids.count - 1] += 256
    while let (left, right, symbol) = firstMerge(in: ids, from: start) {
      join(left, right, to: symbol, in: &ids, from: start)
    }
  }

  /// The pair of neighbours whose merge comes first, which is the one that makes the lowest symbol.
  private func firstMerge(in ids: [Int32], from start: Int) -> (left: Int32, right: Int32, symbol: Int32)? {
    var first: (left: Int32, right: Int32, symbol: Int32)?
    for position in start..<ids.count - 1 {
      let (left, right) = (ids[position], ids[position + 1])
      if let symbol = symbol(joining: left, right), symbol < first?.symbol ?? .max { first = (left, right, symbol) }
    }
    return first
  }

  private func symbol(joining left: Int32, _ right: Int32) -> Int32? {
    var low = groupStarts[Int(left)]
    var high = groupStarts[Int(left) + 1]
    while low < high {
      let middle = (low + high) / 2
      if merges[Int(middle)].right < right { low = middle + 1 } else { high = middle }
    }
    guard low < groupStarts[Int(left) + 1], merges[Int(low)].right == right else { return nil }
    return merges[Int(low)].symbol
  }

  /// Joins every occurrence of a pair, from left to right.
  private func join(_ left: Int32, _ right: Int32, to symbol: Int32, in ids: inout [Int32], from start: Int) {
    var end = start
    var position = start
    while position < ids.count {
      let isPair = ids[position] == left && position + 1 < ids.count && ids[position + 1] == right
      ids[end] = isPair ? symbol : ids[position]
      end += 1
      position += isPair ? 2 : 1
    }
    ids.removeLast(ids.count - end)
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
