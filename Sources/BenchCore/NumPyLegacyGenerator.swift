/// NumPy's legacy generator: the numbers of `np.random.seed(n)` and `np.random.RandomState(n)`, bit for bit.
///
/// The published noise files and the coin flips of the reference code come from it. NumPy has frozen this stream
/// (NEP 19), so it is safe to reproduce; everything else in this project draws from `SeededGenerator`.
///
/// Source: Matsumoto and Nishimura, "Mersenne Twister" (1998), MT19937 with `init_genrand`, and NumPy's `mtrand`:
/// masked rejection for ranges and Fisher-Yates from the end for permutations.
public struct NumPyLegacyGenerator: RandomNumberGenerator, Sendable {
  private static let wordCount = 624
  private static let shiftSize = 397

  private var state: [UInt32]
  private var position = Self.wordCount

  /// Creates the generator of `np.random.seed(seed)`; NumPy takes the same range, `0...2^32 - 1`.
  public init(seed: UInt32) {
    state = [seed]
    state.reserveCapacity(Self.wordCount)
    var word = seed
    for index in 1..<UInt32(Self.wordCount) {
      word = 1_812_433_253 &* (word ^ (word >> 30)) &+ index
      state.append(word)
    }
  }

  /// The next 32 uniform bits.
  public mutating func next32() -> UInt32 {
    if position == Self.wordCount { regenerate() }
    var word = state[position]
    position += 1
    word ^= word >> 11
    word ^= (word << 7) & 0x9d2c_5680
    word ^= (word << 15) & 0xefc6_0000
    return word ^ (word >> 18)
  }

  /// The next 64 uniform bits: two words, the high one first.
  public mutating func next() -> UInt64 {
    let high = UInt64(next32())
    return high << 32 | UInt64(next32())
  }

  /// A uniform number in `[0, 1)` with 53 random bits, as `np.random.random_sample()`.
  public mutating func randomSample() -> Double {
    let high = next32() >> 5
    let low = next32() >> 6
    return (Double(high) * 0x1p26 + Double(low)) * 0x1p-53
  }

  /// A uniform integer in `0...max`, as NumPy's `random_interval`.
  ///
  /// Words are masked to the bits of `max` and drawn again while they exceed it; 32-bit words serve up to `2^32 - 1`.
  public mutating func randomInterval(_ max: UInt64) -> UInt64 {
    guard max > 0 else { return 0 }
    let mask = UInt64.max >> UInt64(max.leadingZeroBitCount)
    let fitsOneWord = max <= UInt64(UInt32.max)
    while true {
      let value = (fitsOneWord ? UInt64(next32()) : next()) & mask
      if value <= max { return value }
    }
  }

  /// Shuffles in place, as `np.random.shuffle`: for i from the end, swap i with `randomInterval(i)`.
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, Int(randomInterval(UInt64(last))))
    }
  }

  /// A shuffled `[0, 1, ..., count - 1]`, as `np.random.permutation(count)`; empty when `count` is not positive.
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<max(0, count))
    shuffle(&order)
    return order
  }

  /// Replaces all 624 words by their successors.
  private mutating func regenerate() {
    for index in 0..<Self.wordCount {
      let following = state[(index + 1) % Self.wordCount]
      let joined = (state[index] & 0x8000_0000) | (following & 0x7fff_ffff)
      let twisted = (joined >> 1) ^ (joined & 1 == 0 ? 0 : 0x9908_b0df)
      state[index] = state[(index + Self.shiftSize) % Self.wordCount] ^ twisted
    }
    position = 0
  }
}
