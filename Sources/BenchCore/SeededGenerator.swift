/// A small, fast, seeded random number generator with independent named streams (xoshiro256** seeded by SplitMix64).
///
/// A stream is chosen by a label and indices, not by the order of use:
/// `SeededGenerator(seed: 1, stream: "augment", 3, 17)` draws the same numbers whichever worker thread asks first.
/// Algorithms are spelled out here, not taken from the standard library, because the standard library does not promise
/// the same numbers from one version to the next and results are compared bit for bit.
///
/// Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2021).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Creates the generator of one stream.
  public init(seed: UInt64, stream: String, _ indices: UInt64...) {
    var key = Self.mixed(seed)
    for byte in stream.utf8 { key = Self.mixed(key ^ UInt64(byte)) }
    for index in indices { key = Self.mixed(key ^ Self.mixed(index &+ 0x632b_e59b_d9b4_e019)) }
    var mixer = key
    func nextWord() -> UInt64 {
      mixer &+= 0x9e37_79b9_7f4a_7c15
      return Self.finalized(mixer)
    }
    state = (nextWord(), nextWord(), nextWord(), nextWord())
  }

  /// The next 64 uniform bits.
  public mutating func next() -> UInt64 {
    let result = Self.rotated(state.1 &* 5, by: 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = Self.rotated(state.3, by: 45)
    return result
  }

  /// A uniform number in `[0, 1)` with 53 random bits.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A uniform number in `[low, high)`.
  public mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * uniform()
  }

  /// A uniform integer in `0..<bound` (`bound` > 0), without modulo bias.
  public mutating func index(below bound: Int) -> Int {
    let range = UInt64(bound)
    let limit = UInt64.max - UInt64.max % range
    var word = next()
    while word >= limit { word = next() }
    return Int(word % range)
  }

  /// `true` with the given probability.
  public mutating func chance(_ probability: Double) -> Bool {
    uniform() < probability
  }

  /// A uniformly chosen element of a non-empty array.
  public mutating func element<Element>(of elements: [Element]) -> Element {
    elements[index(below: elements.count)]
  }

  /// A uniformly random permutation of `0..<count` (Fisher-Yates from the end).
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    guard count > 1 else { return order }
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, index(below: last + 1))
    }
    return order
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    finalized(value &+ 0x9e37_79b9_7f4a_7c15)
  }

  private static func finalized(_ value: UInt64) -> UInt64 {
    var word = value
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }

  private static func rotated(_ value: UInt64, by bits: UInt64) -> UInt64 {
    (value << bits) | (value >> (64 - bits))
  }
}
