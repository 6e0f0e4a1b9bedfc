/// Finds, for one pair after the other, the waiting pair of another identity with the most similar caption.
///
/// Similarity is the weighted Jaccard index: the weight of the shared words divided by the weight of all words of both
/// captions. Candidates come from an inverted index, the query's rarest words first, and at most `candidateLimit`
/// entries are looked at per query, so the work grows linearly with the number of pairs.
struct SimilarCaptionSearch {
  private let sets: WeightedWordSets
  private let identities: [Int]
  private let candidateLimit: Int

  private var isWaiting: [Bool]
  /// The waiting pairs whose caption has each word; pairs that were taken leave a list when a query meets them.
  private var waitingPairs: [[Int]]
  /// The weight of each word of the current query, 0 for all other words.
  private var queryWeights: [Int]
  /// The last query that compared each pair, so that none is compared twice.
  private var lastQueries: [Int]

  /// Prepares a search among the pairs in `waiting`; words are weighed over all `captions`.
  init(captions: [String], identities: [Int], waiting: [Int], candidateLimit: Int) {
    sets = WeightedWordSets(captions: captions)
    self.identities = identities
    self.candidateLimit = candidateLimit
    isWaiting = Array(repeating: false, count: captions.count)
    waitingPairs = Array(repeating: [], count: sets.weights.count)
    queryWeights = Array(repeating: 0, count: sets.weights.count)
    lastQueries = Array(repeating: -1, count: captions.count)
    for pair in waiting {
      isWaiting[pair] = true
      for word in sets.words(of: pair) { waitingPairs[Int(word)].append(pair) }
    }
  }

  /// Takes the best partner of a waiting pair; both wait no longer. Ties go to the lower pair number.
  ///
  /// Returns `nil` if the pair was taken before, or shares no word with a waiting pair of another identity.
  mutating func takePartner(of query: Int) -> Int? {
    guard isWaiting[query] else { return nil }
    let words = sets.words(of: query).map { Int($0) }
    for word in words { queryWeights[word] = sets.weights[word] }
    defer { for word in words { queryWeights[word] = 0 } }

    var best: (pair: Int, similarity: Double)?
    var remaining = candidateLimit
    for word in words where sets.weights[word] > 0 {
      var slot = 0
      while slot < waitingPairs[word].count, remaining > 0 {
        let candidate = waitingPairs[word][slot]
        guard isWaiting[candidate] else {
          waitingPairs[word].swapAt(slot, waitingPairs[word].count - 1)
          waitingPairs[word].removeLast()
          continue
        }
        slot += 1
        remaining -= 1
        guard lastQueries[candidate] != query, identities[candidate] != identities[query] else { continue }
        lastQueries[candidate] = query
        let similarity = similarity(of: candidate, toQuery: query)
        if best.map({ ($0.similarity, candidate) < (similarity, $0.pair) }) ?? true {
          best = (candidate, similarity)
        }
      }
    }
    guard let best else { return nil }
    isWaiting[query] = false
    isWaiting[best.pair] = false
    return best.pair
  }

  private func similarity(of candidate: Int, toQuery query: Int) -> Double {
    var shared = 0
    for word in sets.words(of: candidate) { shared += queryWeights[Int(word)] }
    return Double(shared) / Double(sets.totals[query] + sets.totals[candidate] - shared)
  }
}
