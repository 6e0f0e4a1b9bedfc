package import BenchCore
import Metrics

extension RunRecord {
  /// Contradictions among epochs, noise and sample selections, as far as these were read.
  ///
  /// Sample selections are compared with the truth again, which takes seconds for a run of the papers' size.
  package func trainingContradictions() -> [Contradiction] {
    epochContradictions() + noiseContradictions() + selectionContradictions()
  }

  private func epochContradictions() -> [Contradiction] {
    guard let epochs, let final = epochs.last, outcome == .finished else { return [] }
    var found: [Contradiction] = []
    func hold(_ part: String, _ title: String, _ stored: Int?, to expected: Int, source: String) {
      guard let stored, stored != expected else { return }
      found.append(
        Contradiction(
          in: part, "epoch", title: title, stored: .number(Double(stored)), recomputed: .number(Double(expected)),
          source: source))
    }
    // A command of another method says of its epochs what it likes.
    if let recipe = spec.setup?.recipe {
      hold("epochs", "the number of epochs", epochs.count, to: recipe.epochs, source: "the specification says")
    }
    let known = epochs.compactMap { epoch in epoch.selection?[.r1].map { (epoch: epoch.epoch, r1: $0) } }
    // The first of equal ones, as in training.
    if let chosen = known.max(by: { $0.r1 < $1.r1 }) {
      hold(
        "best", "the epoch", best?.epoch, to: chosen.epoch,
        source: "the highest \(Metric.r1.title) on \(spec.selection.rawValue) is that of epoch")
    }
    hold("last", "the epoch", last?.epoch, to: final.epoch, source: "the last one is")
    return found
  }

  private func noiseContradictions() -> [Contradiction] {
    guard let noise else { return [] }
    let moved = noise.isClean.indices.count { noise.isClean[$0] && noise.sourceIndices[$0] != $0 }
    guard moved > 0 else { return [] }
    let clean = noise.isClean.count { $0 }
    return [
      Contradiction(
        in: "noise", "is_clean", title: "the number of clean pairs", stored: .number(Double(clean)),
        recomputed: .number(Double(clean - moved)), source: "pairs with another pair's caption leave")
    ]
  }

  /// Sample selections that count other numbers of clean and noisy pairs than the first one: all are of the same pairs.
  func selectionCountContradictions() -> [Contradiction] {
    var counted: [(place: String, quality: SampleSelectionQuality)] = []
    for record in selectionQualities ?? [] {
      counted.append((place: "epoch \(record.epoch)", quality: record.consensus))
      for head in record.heads { counted.append((place: "epoch \(record.epoch), \(head.name)", quality: head.value)) }
    }
    guard let first = counted.first?.quality else { return [] }
    let classes: [(name: String, count: (SampleSelectionQuality) -> Int)] = [
      ("clean", { $0.keptClean + $0.droppedClean }), ("noisy", { $0.keptNoisy + $0.droppedNoisy }),
    ]
    return classes.compactMap { name, count in
      guard let other = counted.first(where: { count($0.quality) != count(first) }) else { return nil }
      return Contradiction(
        in: "sample selections", "pairs", title: "the number of \(name) pairs of \(other.place)",
        stored: .number(Double(count(other.quality))), recomputed: .number(Double(count(first))),
        source: "the first selection counts")
    }
  }

  /// How well selections agree with the truth, computed again from both.
  private func selectionContradictions() -> [Contradiction] {
    guard let noise, let sampleSelections else { return [] }
    let selections = Dictionary(sampleSelections.map { ($0.epoch, $0) }, uniquingKeysWith: { $1 })
    return (selectionQualities ?? []).flatMap { stored -> [Contradiction] in
      guard let selection = selections[stored.epoch],
        let made = try? SampleSelectionQualityRecord(selection, truth: noise.isClean)
      else { return [] }
      let part = "sample selection of epoch \(stored.epoch)"
      return stored.consensus.differences(from: made.consensus, in: part)
        + stored.heads.flatMap { head in
          made.heads[head.name].map { head.value.differences(from: $0, in: "\(part), \(head.name)") } ?? []
        }
    }
  }
}

extension SampleSelectionQuality {
  fileprivate func differences(from other: SampleSelectionQuality, in part: String) -> [Contradiction] {
    let counts: [(String, KeyPath<Self, Int>)] = [
      ("kept_clean", \.keptClean), ("kept_noisy", \.keptNoisy), ("dropped_clean", \.droppedClean),
      ("dropped_noisy", \.droppedNoisy),
    ]
    let areas: [(String, KeyPath<Self, Double?>)] = [("auc", \.auc), ("loss_auc", \.lossAUC)]
    let values =
      counts.map { ($0, Double(self[keyPath: $1]), Double(other[keyPath: $1])) }
      + areas.compactMap { name, path in
        self[keyPath: path].flatMap { stored in other[keyPath: path].map { (name, stored, $0) } }
      }
    return values.compactMap { name, stored, made in
      guard !(abs(stored - made) <= 1e-9) else { return nil }
      return Contradiction(
        in: part, name, stored: .number(stored), recomputed: .number(made), source: "its pairs and the truth make")
    }
  }
}
