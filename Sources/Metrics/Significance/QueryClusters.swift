/// Which queries are drawn together.
struct QueryClusters {
  /// The number of clusters.
  let count: Int
  private let places: [Int]

  /// Puts queries of one identity together, in the order in which identities first appear.
  ///
  /// - Parameter identities: Of each query; `nil` makes every query a cluster of its own.
  init(queries: Int, identities: [Int]?) {
    guard let identities else {
      (count, places) = (queries, Array(0..<queries))
      return
    }
    var known: [Int: Int] = [:]
    places = identities.map { identity in
      let place = known[identity] ?? known.count
      known[identity] = place
      return place
    }
    count = known.count
  }

  /// Each cluster's sum of a number of each query.
  func sums(_ column: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    for (place, value) in zip(places, column) { sums[place] += value }
    return sums
  }
}
