import Methods
import Torch

/// Triplets that SSAN's official code drew: places of anchor, positive and negative in the batch.
struct SSANTriplets {
  let rows: [(anchor: Int, positive: Int, negative: Int)]
  private let quantity: String

  init(_ golden: GoldenFile, _ name: String) throws {
    let stored: [Int] = try golden.indices(name)
    rows = stride(from: 0, to: stored.count - 2, by: 3).map { (stored[$0], stored[$0 + 1], stored[$0 + 2]) }
    quantity = name
  }

  /// The negatives as a loss takes them, `[batch, batch]`, after a comparison with the rule: each is a candidate of an
  /// anchor that is its own positive, every anchor with candidates has one, and where there is none the one of the rule
  /// for that stands in.
  func checked(
    against choice: CompoundRankingLoss.Choice, identities: Tensor, named prefix: String, _ report: GoldenReport
  ) throws -> Tensor {
    let count = try identities.size(0)
    guard rows.allSatisfy({ 0..<count ~= $0.anchor && 0..<count ~= $0.negative }) else {
      throw VerificationFailure.malformed("\(prefix)/\(quantity) has places outside of the batch of \(count)")
    }
    let same = try Similarity.sameIdentity(identities)
    var allowed = try SemiHardNegatives.candidates(choice, sameIdentity: same).to(.float32).values()
    if !allowed.contains(1) {
      allowed = try SemiHardNegatives.drawn(
        choice, sameIdentity: same, scores: .zeros([count, count], device: same.device)
      ).values()
    }
    let anchors = (0..<count).filter { allowed[$0 * count..<($0 + 1) * count].contains(1) }
    report.compare(
      "\(prefix)/\(quantity)", rows.map { allowed[$0.anchor * count + $0.negative] == 1 ? Double($0.anchor) : -1 },
      with: anchors.map(Double.init), .exact)
    report.compare(
      "\(prefix)/\(quantity), positives", rows.map { Double($0.positive) }, with: rows.map { Double($0.anchor) }, .exact
    )
    var negatives = [Float](repeating: 0, count: count * count)
    for row in rows { negatives[row.anchor * count + row.negative] += 1 }
    return try Tensor(negatives, shape: [count, count]).to(device: identities.device)
  }
}

extension CompoundRankingLoss.Anchors {
  /// What the golden calls them.
  var goldenName: String {
    switch self {
    case .images: "image"
    case .texts: "text"
    case .imagesOfPartners: "image_same"
    case .textsOfPartners: "text_same"
    }
  }
}
