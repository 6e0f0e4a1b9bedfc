/// Which queries are drawn together.
struct QueryClusters {
  /// The number of clusters.
  let count: Int
  /// The cluster of each query; `nil` for queries that are left out.
  private let places: [Int?]

  /// Puts queries of one identity together, in the order in which identities first appear.
  ///
  /// - Parameter identities: Of each query; `nil` makes every query a cluster of its own.
  init(queries: Int, identities: [Int]?) {
    guard let identities else {
      (count, places) = (queries, Array(0..<queries))
      return
    }
    let numbered = Self.numbered(identities)
    (count, places) = (numbered.count, numbered.places)
  }

  /// The clusters that have a query with a match, 1 in `matches`: what metrics that leave out other queries draw from.
  func matched(_ matches: [Double]) -> QueryClusters {
    let sums = sums(matches)
    guard sums.contains(0) else { return self }
    return QueryClusters(Self.numbered(places.map { place in place.flatMap { sums[$0] > 0 ? $0 : nil } }))
  }

  private init(_ numbered: (count: Int, places: [Int?])) {
    (count, places) = numbered
  }

  private static func numbered(_ identities: [Int?]) -> (count: Int, places: [Int?]) {
    var known: [Int: Int] = [:]
    let places = identities.map { identity in
      identity.map { identity in
        let place = known[identity] ?? known.count
        known[identity] = place
        return place
      }
    }
    return (known.count, places)
  }

  /// Each cluster's sum of a number of each query.
  func sums(_ column: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    for (place, value) in zip(places, column) { if let place { sums[place] += value } }
    return sums
  }
}
