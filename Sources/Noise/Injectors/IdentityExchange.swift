import BenchCore

/// Exchanges captions between identities: chooses pairs that allow it, and repairs a permutation of them.
struct IdentityExchange {
  /// The identity of each pair.
  let identities: [Int]

  /// Chooses `count` pairs at random so that their captions can all go to another identity.
  ///
  /// That is possible exactly when no identity owns more than half of them (Hall's theorem), so pairs are taken in
  /// random order and those of an identity that has its half are passed over.
  func choose(_ count: Int, using generator: inout SeededGenerator) throws(NoiseFailure) -> [Int] {
    let bound = count / 2
    var owned: [Int: Int] = [:]
    var chosen: [Int] = []
    chosen.reserveCapacity(count)
    for pair in generator.permutation(of: identities.count) {
      if chosen.count == count { break }
      guard owned[identities[pair], default: 0] < bound else { continue }
      owned[identities[pair], default: 0] += 1
      chosen.append(pair)
    }
    guard chosen.count == count else { throw tooFew(needed: count) }
    return chosen
  }

  /// Changes `sources`, a permutation of the pairs in `positions`, until none gets a caption of its own identity.
  ///
  /// Each offending position exchanges its source with another position so that both are fine afterwards. Let a of the
  /// n positions belong to its identity and k of these offend: n - 2a + k positions will do, at least one if 2a <= n,
  /// so each step succeeds and leaves fewer offenders.
  func separate(
    _ sources: inout [Int],
    at positions: [Int],
    using generator: inout SeededGenerator
  ) throws(NoiseFailure) {
    for position in positions where identities[sources[position]] == identities[position] {
      let identity = identities[position]
      let start = generator.index(below: positions.count)
      let partner = positions.indices.lazy
        .map { positions[(start + $0) % positions.count] }
        .first { identities[$0] != identity && identities[sources[$0]] != identity }
      guard let partner else { throw tooFew(needed: positions.count) }
      sources.swapAt(position, partner)
    }
  }

  private func tooFew(needed: Int) -> NoiseFailure {
    let counts = Dictionary(identities.map { ($0, 1) }, uniquingKeysWith: +)
    let largest = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return .identitiesTooFew(
      needed: needed,
      pairs: identities.count,
      identity: largest?.key ?? 0,
      owned: largest?.value ?? 0
    )
  }
}
