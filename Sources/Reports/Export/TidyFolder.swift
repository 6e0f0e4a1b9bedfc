package import BenchCore

/// What the tables of one export need to know of all its runs: which are averaged, in which fields they differ, and the columns
/// that only some of them fill.
package struct TidyFolder: Sendable {
  /// What a run's rows say beside its own numbers.
  struct Place: Sendable {
    /// The same for runs that differ only in their seed, another for all others.
    var group: String
    /// Whether `bench tables` takes the run: not a failed one, and of several of one specification the latest.
    var isInTables: Bool
    /// The values of `fields`.
    var values: [TidyField]
  }

  /// The names of the loss terms of all runs, each a column of `curves`.
  let lossTerms: [String]
  /// Metrics that equal similarities decide in some run, each two columns of `metrics`.
  let tiedMetrics: [Metric]
  /// Fields of the specification in which runs differ, by their paths as `bench tables --rows` takes them.
  let fields: [String]
  private let places: [String: Place]
  private let images: KnownImages

  /// Looks at all runs of a folder; their epochs should have been read.
  ///
  /// - Parameter runs: The names of files without ending, each once, and what is in them.
  package init(_ runs: [(name: String, record: RunRecord)]) {
    var terms: [String] = []
    for term in runs.flatMap({ ($0.record.epochs ?? []).flatMap { $0.losses.map(\.name) } }) where !terms.contains(term)
    {
      terms.append(term)
    }
    lossTerms = terms
    var tied: Set<Metric> = []
    for checkpoint in runs.flatMap({ run in CheckpointName.allCases.compactMap { run.record[$0] } }) {
      for direction in RetrievalDirection.allCases { tied.formUnion(checkpoint[direction].tieRanges.keys) }
    }
    tiedMetrics = Metric.allCases.filter { tied.contains($0) }

    images = KnownImages(in: runs.map(\.record))
    let settings = runs.map { [images] in TidySettings($0.record, images: images) }
    fields = TidySettings.differingPaths(of: settings)
    // The very records that tables take the numbers of: the first of those that cannot be told apart.
    var counted: [Stamp: Int] = [:]
    for run in RunGroup.groups(of: runs.map(\.record)).flatMap(\.finished) { counted[Stamp(run), default: 0] += 1 }
    var places: [String: Place] = [:]
    for (run, settings) in zip(runs, settings) {
      let stamp = Stamp(run.record)
      let isInTables = run.record.outcome == .finished && counted[stamp, default: 0] > 0
      if isInTables { counted[stamp, default: 0] -= 1 }
      places[run.name] = Place(
        group: settings.group, isInTables: isInTables, values: fields.map { TidyField(settings.values[$0]) })
    }
    self.places = places
  }

  /// The names of the columns of `fields`: a field at the top of a specification gets `spec.` in front, so that every one has a dot
  /// and no column of another meaning has its name.
  var fieldColumns: [String] { fields.map { $0.contains(".") ? $0 : "spec.\($0)" } }

  /// What is known of a run by its name.
  func place(of name: String, _ record: RunRecord) -> Place {
    places[name]
      ?? Place(
        group: TidySettings(record, images: images).group, isInTables: false, values: fields.map { _ in .missing })
  }

  /// What tells results of one specification apart.
  private struct Stamp: Hashable {
    var signature: String
    var endedAt: Double
    var seed: UInt64
    var isStandIn: Bool

    init(_ run: RunRecord) {
      (signature, endedAt) = (run.signature, run.provenance.endedAt)
      (seed, isStandIn) = (run.spec.seed, run.isStandIn)
    }
  }
}

/// A run's specification as the runs with other seeds share it.
struct TidySettings {
  /// Dataset, method and noise rate: columns of their own.
  struct Key: Hashable {
    var dataset: String
    var method: String
    var noiseRate: Double
  }

  let key: Key
  /// The other fields by path.
  let values: [String: JSONValue]
  /// A word for all of it; it begins with a letter, so that no reader takes it for a number.
  let group: String

  init(_ record: RunRecord, images: KnownImages) {
    var record = record
    record.spec = images.completed(record.spec)
    // What tables average is said in one place.
    let shared = RunGroup.groups(of: [record]).first
    let spec = shared?.spec ?? record.spec
    key = Key(dataset: spec.dataset.id, method: spec.method.id, noiseRate: spec.noise.rate)
    var values = SpecificationFields(spec).values
    for path in ["seed", "dataset.id", "method.id", "noise.rate"] { values[path] = nil }
    values["dataset.isStandIn"] = .bool(record.isStandIn)
    self.values = values
    let digest = (try? spec.signature()) ?? record.signature
    group = (record.isStandIn ? "s" : "g") + digest.prefix(10)
  }

  /// The paths of fields that are worth a column: settings of the experiment that differ at all, others that differ between runs of
  /// one dataset, method and noise rate, and what follows from other fields only where nothing else tells two groups apart.
  static func differingPaths(of runs: [TidySettings]) -> [String] {
    let groups = Array(Dictionary(runs.map { ($0.group, $0) }, uniquingKeysWith: { first, _ in first }).values)
    let paths = Set(groups.flatMap(\.values.keys)).sorted()
    var shown = paths.filter { path in
      guard !isConsequence(path) else { return false }
      if path.isExperimentSetting { return Set(groups.compactMap { $0.values[path] }).count > 1 }
      if path.hasPrefix("model.") {
        return Dictionary(grouping: groups, by: \.key.dataset).values
          .contains { Set($0.compactMap { $0.values[path] }).count > 1 }
      }
      return Dictionary(grouping: groups, by: \.key).values
        .contains { Set($0.map { $0.values[path] ?? .null }).count > 1 }
    }
    func toldApart(by paths: [String]) -> Int {
      Set(groups.map { group in [AnyHashable(group.key)] + paths.map { AnyHashable(group.values[$0] ?? .null) } }).count
    }
    var told = toldApart(by: shown)
    for path in paths where told < groups.count && !shown.contains(path) {
      let now = toldApart(by: shown + [path])
      if now > told { (shown, told) = (shown + [path], now) }
    }
    return shown.sorted()
  }

  /// Whether the field follows from others: checksums of what they name, and the words of a dataset.
  private static func isConsequence(_ path: String) -> Bool {
    path.hasSuffix("Checksum") || ["model.initialWeights", "model.vocabularySize"].contains(path)
  }
}

extension TidyField {
  /// A field of a specification; lists are one text.
  init(_ value: JSONValue?) {
    switch value {
    case .number(let number): self = .number(number)
    case .bool(let truth): self = .truth(truth)
    case .string(let text): self = .text(text)
    case nil, .null: self = .missing
    case .array, .object: self = value.map { .text($0.shownText) } ?? .missing
    }
  }
}
