import BenchCore
import Foundation

/// One side of a comparison: a run, or several that differ in nothing but their seed.
package struct ComparedGroup {
  /// In the order of their seeds.
  package let runs: [ComparedRun]
  /// What the runs share, with seed 0.
  let shared: RunGroup.Key

  /// Fields that a person chose come before those that follow from them.
  private static func precedence(_ field: String) -> Int {
    ["dataset.id", "noise.rate", "method.id", "label"].firstIndex(of: field) ?? 4
  }

  /// Takes two groups of runs that repeat each other, as tables average them.
  ///
  /// Runs of before specifications had a digest of the images are taken for runs on those of the others.
  ///
  /// - Throws: `ComparedRunFailure` for no runs, one that is there twice, and groups whose runs differ in more than their
  ///   seed, or not even in that.
  package static func pair(
    _ sides: ([ComparedRun], [ComparedRun])
  ) throws(ComparedRunFailure) -> (ComparedGroup, ComparedGroup) {
    let images = KnownImages(in: (sides.0 + sides.1).map(\.record))
    let (first, second) = (sides.0.map { $0.completed(by: images) }, sides.1.map { $0.completed(by: images) })
    let groups = (try ComparedGroup("A", first, images), try ComparedGroup("B", second, images))
    for run in first {
      if let twin = second.first(where: { $0.isSame(as: run) }) { throw .onBothSides(run.file, twin.file) }
    }
    return groups
  }

  private init(_ name: String, _ runs: [ComparedRun], _ images: KnownImages) throws(ComparedRunFailure) {
    guard let first = runs.first else { throw .noRuns(name) }
    shared = Self.shared(by: first, images)
    self.runs = runs.enumerated().sorted { left, right in
      (left.element.record.spec.seed, left.offset) < (right.element.record.spec.seed, right.offset)
    }.map(\.element)
    for (place, run) in runs.enumerated().dropFirst() {
      if let twin = runs[..<place].first(where: { $0.isSame(as: run) }) { throw .sameRun(twin.file, run.file) }
      let other = Self.shared(by: run, images)
      if other != shared {
        let differing = shared.differences(from: other)
          .min { (Self.precedence($0.field), $0.field) < (Self.precedence($1.field), $1.field) }
        let values = differing.map { "\($0.a) and \($0.b)" } ?? "another"
        throw .mixedGroup(first.file, run.file, field: differing?.field ?? "specification", values: values)
      }
      let key = RunGroup.Key(run.record, images)
      if let twin = runs[..<place].first(where: { RunGroup.Key($0.record, images) == key }) {
        throw .repeatedSeed(twin.file, run.file, run.record.spec.seed)
      }
    }
  }

  /// What is averaged over seeds. Embeddings of one method that were only evaluated are its repeats: of their seeds nobody
  /// knows, and their digest tells them apart.
  private static func shared(by run: ComparedRun, _ images: KnownImages) -> RunGroup.Key {
    var key = RunGroup.Key(run.record, images).acrossSeeds
    if run.record.spec.training == .elsewhere, case .object(var members) = key.spec.method.configuration {
      members["embeddings"] = nil
      members["label"] = .string(run.record.label)
      key.spec.method.configuration = .object(members)
    }
    return key
  }

  /// The seed of each run.
  package var seeds: [UInt64] { runs.map(\.record.spec.seed) }

  /// What the runs are, in words.
  var title: String {
    let (record, spec) = (runs[0].record, runs[0].record.spec)
    let noise = "\((100 * spec.noise.rate).formattedNumber)% noise"
    let shown = Set(seeds).count == 1 ? "seed \(seeds[0])" : "seeds \(seeds.map(String.init).joined(separator: ", "))"
    let count = runs.count == 1 ? "" : ", \(runs.count) runs"
    return "\(record.label), \(spec.dataset.id), \(noise)\(count), \(shown)"
  }

  /// What differs between the groups beside the methods themselves.
  func otherDifferences(from second: ComparedGroup) -> [SpecificationDifference] {
    let (spec, other) = (shared.spec, second.shared.spec)
    let isKnown = spec.training != .elsewhere && other.training != .elsewhere
    return shared.differences(from: second.shared).filter { difference in
      let field = difference.field
      if field == "method.id" || field.hasPrefix("method.configuration.") { return false }
      if field == "method.revision" { return spec.method.id == other.method.id }
      return isKnown || !["model.", "recipe.", "augmentation.", "arithmetic."].contains { field.hasPrefix($0) }
    }
  }

  /// Of whose training nothing is known.
  var isFromElsewhere: Bool { shared.spec.training == .elsewhere }

  /// The digests of the code that made the runs, cut to eight digits; `unknown` for those of before it was noted.
  var codes: [String] {
    Set(runs.map { $0.record.provenance.sources.map { String($0.prefix(8)) } ?? "unknown" }).sorted()
  }

  /// What the runs say of their numbers, each once.
  var warnings: [String] { Set(runs.flatMap(\.record.warnings)).sorted() }
}

/// A field in which two specifications differ, with both values in words.
struct SpecificationDifference: Encodable {
  var field: String
  var a: String
  var b: String
}

extension RunGroup.Key {
  /// The fields that differ, by name.
  func differences(from other: RunGroup.Key) -> [SpecificationDifference] {
    let (own, others) = (fields, other.fields)
    return Set(own.keys).union(others.keys).sorted().filter { own[$0] ?? .null != others[$0] ?? .null }.map { field in
      func text(_ fields: [String: JSONValue]) -> String { fields[field]?.shownText ?? "none" }
      return SpecificationDifference(field: field, a: text(own), b: text(others))
    }
  }

  private var fields: [String: JSONValue] {
    var fields = SpecificationFields(spec).values
    fields["data"] = .string(isStandIn ? "stand-in" : "real")
    return fields
  }
}
