import BenchCore

/// Chooses another pair of a pair's identity, whose caption is a second description of the person.
///
/// The identity's captions are those that its pairs are trained with: under noise some are of other persons, as a loader
/// that knows nothing of it takes them.
///
/// Source: `same_id_index` in SSAN `dataset/process_CUHK_data.py` and `src/data/dataset.py`.
struct PartnerChoice: Sendable {
  private let identities: [Int64]
  private let imageIndices: [Int]
  /// In ascending order, so that a choice depends on no order of an epoch.
  private let pairsByIdentity: [Int64: [Int]]

  /// Prepares choices among some pairs.
  init(_ identities: [Int64], imageIndices: [Int], among pairs: [Int]) {
    self.identities = identities
    self.imageIndices = imageIndices
    pairsByIdentity = Dictionary(grouping: pairs.sorted()) { identities[$0] }
  }

  /// A pair of the same identity with another image; the pair itself where the identity has one image alone, which the
  /// official code leaves out of training.
  func partner(of pair: Int, using generator: inout SeededGenerator) -> Int {
    let others = (pairsByIdentity[identities[pair]] ?? []).filter { imageIndices[$0] != imageIndices[pair] }
    return others.isEmpty ? pair : others[generator.index(below: others.count)]
  }
}
