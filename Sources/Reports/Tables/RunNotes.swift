import BenchCore

/// Footnotes that say how a table's measured numbers came about.
struct RunNotes {
  /// Marks numbers of a synthetic stand-in.
  static let standInMark = "†"
  /// Marks means that leave out failed runs.
  static let partialMark = "‡"

  let groups: [RunGroup]
  private let checkpoints: [CheckpointName]
  private let intervals: ReportIntervals?
  private let decisions: OpenDecisions

  init(
    _ groups: [RunGroup],
    checkpoints: [CheckpointName],
    intervals: ReportIntervals? = nil,
    decisions: OpenDecisions = OpenDecisions()
  ) {
    self.decisions = decisions
    self.groups = groups
    self.intervals = intervals
    self.checkpoints = checkpoints
  }

  /// What bold and underline mean.
  static func emphasisNote(blockName: String?, ranksApart: Bool) -> String {
    let place = blockName.map { " for each \($0.lowercased())" } ?? ""
    let apart = ranksApart ? "; Best and Last rows are ranked apart" : ""
    return "Bold and underlined: best and second best of a column\(place)\(apart)."
  }

  /// The notes that `table` needs, in a fixed order; `dash` says what a dash stands for.
  func notes(for table: ReportTable, dash: String = "not run") -> [ReportFootnote] {
    var notes: [ReportFootnote] = []
    if groups.contains(where: \.isStandIn) {
      notes.append(
        ReportFootnote(
          symbol: Self.standInMark,
          keyword: "stand-in",
          "Synthetic stand-in for the dataset: not comparable with numbers on the real one."
        )
      )
    }
    if groups.contains(where: { !$0.finished.isEmpty && !$0.failedSeeds.isEmpty }) {
      notes.append(
        ReportFootnote(
          symbol: Self.partialMark,
          keyword: "partial",
          "Without the runs with other seeds that failed."
        )
      )
    }
    notes += [contradictionNote].compactMap(\.self)
    let hasIntervals = table.blocks.joined().contains { $0.cells.contains { $0.number?.interval != nil } }
    let intervalNote = [hasIntervals ? intervals?.note : nil, intervals?.missingNote].compactMap(\.self)
      .filter { !$0.isEmpty }.joined(separator: " ")
    notes += [
      checkpointNote, seedNote, intervalNote, codeNote, epochNote, precisionNote, startNote, differingSettings,
      originNote,
      legend(for: table, dash: dash),
    ]
    .filter { !$0.isEmpty }.map { ReportFootnote($0) }
    if !imagesNote.isEmpty { notes.append(ReportFootnote(imagesNote)) }
    return notes + [decisions.note(for: groups.map(\.spec))].compactMap(\.self) + warningNotes
  }

  /// What runs say of their numbers, each once, with the rows that it is about.
  private var warningNotes: [ReportFootnote] {
    let pairs = groups.flatMap { group in
      Set(group.finished.flatMap(\.warnings)).map { (value: $0, owner: group.label) }
    }
    let owners = Dictionary(grouping: pairs, by: \.value).mapValues { Set($0.map(\.owner)).sorted() }
    return owners.sorted { $0.key < $1.key }.map { warning, owners in
      let more = owners.count > 4 ? " and \(owners.count - 4) more" : ""
      return ReportFootnote("\(owners.prefix(4).joined(separator: ", "))\(more): \(warning)")
    }
  }

  /// Says of which rows runs count whose images are taken to be those of the others, without anybody having looked.
  private var imagesNote: String {
    let parts = Dictionary(grouping: groups, by: \.label).sorted { $0.key < $1.key }.compactMap { label, groups in
      let unknown = groups.map(\.withUnknownImages.count).reduce(0, +)
      let all = groups.map(\.finished.count).reduce(0, +)
      return unknown == 0 ? nil : "\(unknown) of \(all) run\(all == 1 ? "" : "s") of \(label)"
    }
    guard !parts.isEmpty else { return "" }
    let more = parts.count > 4 ? " and \(parts.count - 4) more" : ""
    let verb = parts.count == 1 && parts[0].hasPrefix("1 ") ? "was" : "were"
    return "Made before images were looked at \(verb) \(parts.prefix(4).joined(separator: ", "))\(more); "
      + "on which images is unknown."
  }

  private var checkpointNote: String {
    guard !groups.isEmpty else { return "" }
    var parts: [String] = []
    if checkpoints.contains(.best) {
      let splits = Set(groups.map(\.spec.selection))
      let place =
        splits.count == 1
        ? "the \(groups[0].spec.selection.rawValue) split"
        : listing(groups.map { ("\($0.spec.selection.rawValue)", $0.spec.dataset.id) }, limit: 4)
      let warning = splits.contains(.test) ? "; choosing on test, as the papers' code does, flatters Best" : ""
      parts.append("Best: the epoch with the highest \(Metric.r1.title) on \(place)\(warning).")
    }
    if checkpoints.contains(.last) { parts.append("Last: after the last epoch.") }
    return parts.joined(separator: " ")
  }

  private var seedNote: String {
    let counted = groups.filter { !$0.finished.isEmpty }
    let counts = Set(counted.map(\.finished.count)).sorted()
    guard let most = counts.last else { return "" }
    guard most > 1 else { return "One seed for each number." }
    let spread = "Mean ± sample standard deviation over \(most) seeds"
    let single = counts[0] == 1 ? "a number without ± is a single run" : ""
    let fewer = counted.filter { (2..<most).contains($0.finished.count) }.map { group in
      (String(group.finished.count), "\(group.label) \(group.spec.noise.rate.percentText) \(group.spec.dataset.id)")
    }
    let exceptions = fewer.isEmpty ? "" : "fewer seeds: \(listing(fewer, limit: 6, alwaysNames: true))"
    return [spread, exceptions, single].filter { !$0.isEmpty }.joined(separator: "; ") + "."
  }

  /// Means over runs that different versions of the code made.
  private var codeNote: String {
    let mixed = groups.filter { Set($0.finished.map(\.provenance.sources)).count > 1 }
    guard !mixed.isEmpty else { return "" }
    let pairs = mixed.flatMap { group in
      group.finished.map { run in
        (
          run.provenance.sources.map { String($0.prefix(8)) } ?? "unknown",
          "\(group.label) \(group.spec.noise.rate.percentText) \(group.spec.dataset.id)"
        )
      }
    }
    return "Runs of one mean were made by different code: \(listing(pairs, limit: 4))."
  }

  private var epochNote: String {
    // Of what was evaluated only, nobody knows.
    let known = groups.compactMap { group in group.spec.recipe.map { (String($0.epochs), group.label) } }
    return known.isEmpty ? "" : "Epochs: \(listing(known, limit: 4, alwaysNames: known.count < groups.count))."
  }

  private var precisionNote: String {
    let known = groups.compactMap { group in group.spec.setup.map { ($0.arithmetic.shownText, group.label) } }
    return known.isEmpty ? "" : "Precision: \(listing(known, limit: 4, alwaysNames: known.count < groups.count))."
  }

  /// Which rows another program trained, of which nothing more can be said.
  private var originNote: String {
    func names(_ isIncluded: (RunGroup) -> Bool) -> String {
      let names = Set(groups.filter(isIncluded).map(\.label)).sorted()
      return names.prefix(4).joined(separator: ", ") + (names.count > 4 ? " and \(names.count - 4) more" : "")
    }
    let commands = names(\.isOfCommand)
    let evaluated = names { $0.spec.training == .elsewhere }
    let parts = [
      commands.isEmpty ? "" : "trained by a command: \(commands)",
      evaluated.isEmpty ? "" : "only evaluated here: \(evaluated)",
    ].filter { !$0.isEmpty }
    guard !parts.isEmpty else { return "" }
    let text = parts.joined(separator: "; ")
    return "\(text.prefix(1).uppercased())\(text.dropFirst()). Networks and recipes of these are not known."
  }

  /// Names the stand-ins whose runs all started from random weights; runs on real data say so themselves.
  private var startNote: String {
    let starts = groups.compactMap { group in
      group.spec.setup.map {
        (dataset: group.spec.dataset.id, isStandIn: group.isStandIn, weights: $0.model.initialWeights)
      }
    }
    func areRandom(_ starts: [(dataset: String, isStandIn: Bool, weights: String)]) -> Bool {
      starts.allSatisfy { $0.weights == ModelSpec.randomWeights }
    }
    let random = Dictionary(grouping: starts.filter(\.isStandIn), by: \.dataset).filter { areRandom($1) }.keys.sorted()
    guard !random.isEmpty else { return "" }
    let owners = areRandom(starts) ? "" : " (\(random.joined(separator: ", ")))"
    return "Weights that training started from: random\(owners)."
  }

  private static let weights = "model.initialWeights"

  /// Settings of the experiment, not of one method, in which the runs differ.
  private var differingSettings: String {
    let groups = groups.filter { $0.spec.setup != nil }
    let settings = Set(groups.map { Settings($0.spec) })
    guard settings.count > 1 else { return "" }
    var values: [String: [(value: JSONValue, owner: String, dataset: String)]] = [:]
    for group in groups {
      for (path, value) in group.fields.values where Self.isListed(path) {
        values[path, default: []].append((value, group.label, group.spec.dataset.id))
      }
    }
    let differing = values.filter { path, values in
      // Vocabulary and context length follow from the dataset's captions.
      let scopes = path.hasPrefix("model.") ? Array(Dictionary(grouping: values, by: \.dataset).values) : [values]
      return scopes.contains { Set($0.map(\.value)).count > 1 }
    }
    // What training starts from changes a number most: it is never among those that are only counted.
    let listed = differing.keys.sorted { ($0 == Self.weights ? "" : $0) < ($1 == Self.weights ? "" : $1) }.map { path in
      "\(path.fieldTitle) \(listing(values[path, default: []].map { ($0.value.shownText, $0.owner) }, limit: 3))"
    }
    guard !listed.isEmpty else { return "" }
    let more = listed.count > 6 ? "; and \(listed.count - 6) more" : ""
    return "Settings that differ between runs: \(listed.prefix(6).joined(separator: "; "))\(more)."
  }

  /// The part of a specification that every run of a fair comparison shares, beside what has notes of its own.
  private struct Settings: Hashable {
    var setup: TrainingSetup?
    var threads: Int
    var device: String

    init(_ spec: RunSpec) {
      setup = spec.setup
      setup?.recipe.epochs = 0
      setup?.arithmetic = .standard
      threads = spec.threads
      device = spec.device
    }
  }

  /// Whether the field belongs among the settings, and has no note of its own.
  private static func isListed(_ path: String) -> Bool {
    (path.isExperimentSetting || path.hasPrefix("model."))
      && path != "recipe.epochs" && path != "selection" && !path.hasPrefix("arithmetic.")
  }

  private func legend(for table: ReportTable, dash: String) -> String {
    let contents = table.blocks.joined().flatMap { row in row.cells.map(\.content) }
    var parts: [String] = []
    if contents.contains(.notRun) { parts.append("dash: \(dash)") }
    if contents.contains(.failed) { parts.append("failed: stopped with an error before its end") }
    let text = parts.joined(separator: "; ")
    return text.isEmpty ? "" : text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  /// `60` if all agree, else `30 (RDE), 60 (IRRA, DECL)`, values by size.
  private func listing(_ pairs: [(value: String, owner: String)], limit: Int, alwaysNames: Bool = false) -> String {
    let owners = Dictionary(grouping: pairs, by: \.value).mapValues { Set($0.map(\.owner)).sorted() }
    let values = owners.keys.sorted { (Double($0) ?? .infinity, $0) < (Double($1) ?? .infinity, $1) }
    guard values.count > 1 || alwaysNames else { return values.first ?? "" }
    return values.map { value in
      let names = owners[value, default: []]
      let more = names.count > limit ? " and \(names.count - limit) more" : ""
      return "\(value) (\(names.prefix(limit).joined(separator: ", "))\(more))"
    }.joined(separator: ", ")
  }
}
