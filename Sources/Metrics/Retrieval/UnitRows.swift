import BenchCore

/// The embeddings of one side of retrieval with the factors that bring each to unit length.
///
/// The heads of an embedding are laid side by side, so that one inner product of `width` numbers is the weighted mean
/// of the heads' cosine similarities. The weights are in the text side's factors. Rows are scaled when they are
/// packed: a copy of all of them would double the memory of a large gallery.
struct UnitRows: Sendable {
  /// The embeddings as given, one matrix per head.
  let heads: [EmbeddingMatrix]
  /// `weight / norm` of each row, one array per head; 0 for a row of zeros.
  let factors: [[Double]]
  /// The rows of zeros of each head, ascending.
  let zeroRows: [[Int]]
  /// The number of embeddings.
  let count: Int
  /// The sum of the heads' widths.
  let width: Int

  /// Measures every row; throws `notFinite` with the first row that holds a NaN or an infinity.
  init(heads: [EmbeddingMatrix], weights: [Double], side: RetrievalSide, threads: Int) throws(EvaluationFailure) {
    self.heads = heads
    count = heads.first?.rows ?? 0
    width = heads.reduce(0) { $0 + $1.columns }
    var factors: [[Double]] = []
    var zeroRows: [[Int]] = []
    for (head, matrix) in heads.enumerated() {
      let squares = Self.squaredNorms(of: matrix, threads: threads)
      if let row = squares.firstIndex(where: { !$0.isFinite }) {
        throw .notFinite(side: side, head: head, row: row)
      }
      zeroRows.append(squares.indices.filter { squares[$0] == 0 })
      factors.append(squares.map { $0 == 0 ? 0 : weights[head] / $0.squareRoot() })
    }
    self.factors = factors
    self.zeroRows = zeroRows
  }

  /// One warning for each head with rows of zeros.
  func zeroRowWarnings(side: RetrievalSide) -> [RetrievalWarning] {
    heads.indices.compactMap { head in
      zeroRows[head].isEmpty ? nil : .zeroEmbeddings(side: side, head: head, rows: zeroRows[head])
    }
  }

  /// The rows that, brought to unit length, repeat an earlier row number by number in all heads.
  func copies(threads: Int) -> [GalleryCopy] {
    let blocks = (0..<count).blocks(of: 256)
    let hashes = mapItems(of: blocks.count, threads: threads) { item in
      blocks[item].map { hash(ofRow: $0) }
    }
    var originals: [Int: Int] = [:]
    originals.reserveCapacity(count)
    var copies: [GalleryCopy] = []
    for (row, hash) in hashes.joined().enumerated() {
      if let original = originals[hash] {
        if haveEqualRows(original, row) { copies.append(GalleryCopy(entry: row, original: original)) }
      } else {
        originals[hash] = row
      }
    }
    return copies
  }

  private func hash(ofRow row: Int) -> Int {
    withPacked(row) { packed in
      var hasher = Hasher()
      hasher.combine(bytes: UnsafeRawBufferPointer(packed))
      return hasher.finalize()
    }
  }

  private func haveEqualRows(_ left: Int, _ right: Int) -> Bool {
    withPacked(left) { left in withPacked(right) { right in left.elementsEqual(right) } }
  }

  /// Calls `body` with one scaled row.
  private func withPacked<Result>(_ row: Int, _ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { buffer in
      if let start = buffer.baseAddress { pack(row, to: start) }
      return body(UnsafeBufferPointer(buffer))
    }
  }

  /// Writes the scaled rows `rows` to `target`, `[rows.count, width]`.
  func pack(_ rows: Range<Int>, to target: UnsafeMutablePointer<Float>) {
    for (offset, row) in rows.enumerated() { pack(row, to: target + offset * width) }
  }

  /// Writes one scaled row of `width` numbers to `target`.
  func pack(_ row: Int, to target: UnsafeMutablePointer<Float>) {
    var target = target
    for (head, matrix) in heads.enumerated() {
      let columns = matrix.columns
      let factor = factors[head][row]
      matrix.values.withUnsafeBufferPointer { values in
        let source = values.baseAddress! + row * columns
        // In double precision, so that neither a tiny nor a huge embedding leaves the range of Float on the way.
        // A zero is added so that -0, which multiplies as 0 does, has 0's bits.
        for column in 0..<columns { target[column] = Float(Double(source[column]) * factor) + 0 }
      }
      target += columns
    }
  }

  /// The sum of squares of each row. A double holds the square of any finite Float: it is finite if the row is.
  private static func squaredNorms(of matrix: EmbeddingMatrix, threads: Int) -> [Double] {
    let blocks = (0..<matrix.rows).blocks(of: 1024)
    let squares = mapItems(of: blocks.count, threads: threads) { item in
      matrix.values.withUnsafeBufferPointer { values in
        blocks[item].map { row in
          sumOfSquares(UnsafeBufferPointer(rebasing: values[row * matrix.columns..<(row + 1) * matrix.columns]))
        }
      }
    }
    return squares.flatMap(\.self)
  }

  /// Four sums side by side: one would wait for each addition.
  private static func sumOfSquares(_ values: UnsafeBufferPointer<Float>) -> Double {
    var sums = SIMD4<Double>()
    let whole = values.count & ~3
    for index in stride(from: 0, to: whole, by: 4) {
      let four = SIMD4(
        Double(values[index]), Double(values[index + 1]), Double(values[index + 2]), Double(values[index + 3]))
      sums += four * four
    }
    var total = sums.sum()
    for index in whole..<values.count { total += Double(values[index]) * Double(values[index]) }
    return total
  }
}

/// A gallery entry whose embedding is that of an earlier one.
struct GalleryCopy: Sendable, Equatable {
  let entry: Int
  let original: Int
}
