import BenchCore
import Foundation
import HDF5

/// Collects one record from an open result file.
struct RunReader {
  let root: Group
  /// The layout of the file.
  let layout: FileLayout
  let contents: ResultContents
  /// The source, for error messages.
  let file: String

  func read() throws -> RunRecord {
    let attributes = root.attributes
    var record = RunRecord(
      spec: try spec(),
      signature: try attributes.scalar("signature"),
      label: try attributes.scalar("label"),
      isStandIn: try attributes.scalar("stand_in"),
      outcome: try outcome(),
      provenance: try provenance(),
      actualNoiseRate: try actualNoiseRate())
    if try attributes.contains("warnings") { record.warnings = try attributes.read("warnings").values }
    for name in CheckpointName.allCases { record[name] = try checkpoint(name.rawValue) }
    if contents.contains(.queries) { record.test = try part("test", test) }
    if contents.contains(.epochs) { record.epochs = try part("epochs", epochs) }
    if contents.contains(.noise) { record.noise = try part("noise", noise) }
    if contents.contains(.sampleSelections) {
      record.sampleSelections = try part(layout.selections, sampleSelections)
    }
    if contents.contains(.selectionQualities) {
      record.selectionQualities = try part(layout.selections, selectionQualities)
    }
    return record
  }

  /// A part of the record from its group; `nil` where it was not stored.
  private func part<Part>(_ name: String, _ read: (Group) throws -> Part?) throws -> Part? {
    guard try root.kind(of: name) != nil else { return nil }
    return try read(root.group(name))
  }

  private func test(_ group: Group) throws -> TestSplitRecord? {
    let record = TestSplitRecord(
      queryIdentities: try group.integers(layout.queryIdentities).values,
      galleryIdentities: try group.integers(layout.galleryIdentities).values,
      galleryFiles: try group.kind(of: "gallery_files") != nil ? try group.strings("gallery_files").values : nil)
    // Failed runs of schemas 1 and 2 have every dataset, but nothing in it.
    return record.queryIdentities.isEmpty && record.galleryIdentities.isEmpty ? nil : record
  }

  private func noise(_ group: Group) throws -> NoiseRecord? {
    let index = try group.integers("index").values
    let isClean = try column(group.bools("is_clean"), "/noise/is_clean", count: index.count)
    return index.isEmpty ? nil : NoiseRecord(sourceIndices: index, isClean: isClean)
  }

  private func spec() throws -> RunSpec {
    let json = try root.attributes.scalar("spec", as: String.self)
    do {
      return try JSONDecoder().decode(RunSpec.self, from: Data(json.utf8))
    } catch let error as DecodingError {
      throw invalid("/@spec", "the specification cannot be read: \(error)")
    }
  }

  /// Checked here, since a record has the rate of its noise where that is read.
  private func actualNoiseRate() throws -> Double {
    let rate = try root.attributes.scalar("actual_noise_rate", as: Double.self)
    guard (0...1).contains(rate) else { throw invalid("/@actual_noise_rate", "expected 0 to 1 but found \(rate)") }
    return rate
  }

  private func outcome() throws -> RunOutcome {
    let text = try root.attributes.scalar("outcome", as: String.self)
    guard let outcome = RunOutcome(text: text) else {
      throw invalid("/@outcome", "expected 'finished' or 'failed: message' but found '\(text)'")
    }
    return outcome
  }

  private func provenance() throws -> RunProvenance {
    let attributes = root.attributes
    var seconds: [String: Double] = [:]
    for name in try attributes.names() where name.hasPrefix("seconds_") {
      seconds[String(name.dropFirst("seconds_".count))] = try attributes.scalar(name)
    }
    return RunProvenance(
      toolVersion: try attributes.scalar("tool_version"),
      commit: try text("commit"),
      sources: try text("sources"),
      torchVersion: try text("torch_version"),
      device: try attributes.scalar("device"),
      startedAt: try attributes.scalar("started_at"),
      endedAt: try attributes.scalar("ended_at"),
      secondsByPhase: seconds, peakMemory: try peakMemory()
    )
  }

  private func peakMemory() throws -> PeakMemory? {
    guard try root.attributes.contains("peak_memory_bytes") else { return nil }
    let place = try root.attributes.scalar("peak_memory_of", as: String.self)
    guard let known = PeakMemory.Place(rawValue: place) else {
      throw invalid("/@peak_memory_of", "expected 'device' or 'process' but found '\(place)'")
    }
    return PeakMemory(bytes: try root.attributes.scalar("peak_memory_bytes"), place: known)
  }

  /// An attribute that need not be there; files of earlier schemas have an empty one.
  private func text(_ name: String) throws -> String? {
    guard try root.attributes.contains(name) else { return nil }
    let text = try root.attributes.scalar(name, as: String.self)
    return text.isEmpty ? nil : text
  }

  private func epochs(_ group: Group) throws -> [EpochRecord]? {
    let numbers = try group.integers("epoch").values
    guard !numbers.isEmpty else { return nil }
    func doubles(_ name: String) throws -> [Double] {
      try column(group.doubles(name), "/epochs/\(name)", count: numbers.count)
    }
    let (loss, learningRate, seconds) = (try doubles("loss"), try doubles("learning_rate"), try doubles("seconds"))
    let selection = try metrics(of: group, count: numbers.count)
    let (test, similarities) = (try test(in: group), try similarities(in: group))
    var terms = [[(name: String, value: Double)]](repeating: [], count: numbers.count)
    let losses = try group.group("losses")
    for name in try distinct(losses.attributes.read("names").values, "/epochs/losses@names") {
      let dataset = try losses.dataset(name)
      let values = try column(dataset.read(as: Double.self), dataset.path, count: numbers.count)
      let absent =
        try dataset.attributes.contains("absent_epochs")
        ? Set(dataset.attributes.read("absent_epochs", as: Int.self).values) : []
      for (row, epoch) in numbers.enumerated() where !absent.contains(epoch) {
        terms[row].append((name, values[row]))
      }
    }
    return numbers.indices.map { row in
      EpochRecord(
        epoch: numbers[row],
        losses: terms[row],
        loss: loss[row],
        learningRate: learningRate[row].isNaN ? nil : learningRate[row],
        seconds: seconds[row],
        selection: selection[row].isEmpty ? nil : selection[row],
        test: test[numbers[row]],
        similarities: similarities[numbers[row]]
      )
    }
  }

  /// One value per row of each dataset named after a metric; NaN stands for a row without.
  private func metrics(of group: Group, count: Int) throws -> [MetricValues] {
    var rows = [MetricValues](repeating: [:], count: count)
    for metric in Metric.measured where try group.kind(of: metric.rawValue) != nil {
      let name = metric.rawValue
      let values = try column(group.doubles(name), "\(group.path)/\(name)", count: count)
      for row in rows.indices { rows[row][metric] = values[row] }
    }
    return rows
  }

  /// Test metrics by epoch.
  private func test(in epochs: Group) throws -> [Int: MetricValues] {
    guard try epochs.kind(of: "test") != nil else { return [:] }
    let group = try epochs.group("test")
    let numbers = try group.integers("epoch").values
    return Dictionary(zip(numbers, try metrics(of: group, count: numbers.count)), uniquingKeysWith: { $1 })
  }

  /// Histograms by epoch.
  private func similarities(in epochs: Group) throws -> [Int: SimilarityHistogram] {
    guard try epochs.kind(of: "similarity") != nil else { return [:] }
    let group = try epochs.group("similarity")
    let numbers = try group.integers("epoch").values
    let (positive, negative) = (try group.integers("positive"), try group.integers("negative"))
    guard positive.shape.count == 2, positive.shape[0] == numbers.count, negative.shape == positive.shape else {
      throw invalid(
        "\(group.path)/negative",
        "expected two tables of \(numbers.count) rows but found shapes \(positive.shape) "
          + "and \(negative.shape)")
    }
    let bins = positive.shape[1]
    return Dictionary(
      numbers.enumerated().map { row, epoch in
        let place = row * bins..<(row + 1) * bins
        return (
          epoch, SimilarityHistogram(positives: Array(positive.values[place]), negatives: Array(negative.values[place]))
        )
      }, uniquingKeysWith: { $1 })
  }

  private func checkpoint(_ name: String) throws -> CheckpointRecord? {
    guard try root.kind(of: name) != nil else { return nil }
    let group = try root.group(name)
    var checkpoint = CheckpointRecord(
      epoch: try group.attributes.scalar("epoch"), textToImage: try direction(.textToImage, of: group),
      imageToText: try direction(.imageToText, of: group))
    // Schemas 1 and 2 have an empty group where embeddings were not kept.
    if contents.contains(.embeddings), try group.kind(of: "embeddings") != nil {
      let embeddings = try group.group("embeddings")
      let heads = try heads(of: embeddings).map { name in
        let head = try embeddings.group(name)
        return (
          name: name,
          value: HeadEmbeddings(text: try matrix(head.dataset("text")), image: try matrix(head.dataset("image")))
        )
      }
      checkpoint.embeddings = heads.isEmpty ? nil : Heads(heads)
    }
    return checkpoint
  }

  /// The metrics of a direction; those that the file lacks follow from its queries where they are read and known.
  private func direction(_ direction: RetrievalDirection, of checkpoint: Group) throws -> DirectionRecord {
    let group = try checkpoint.group(layout.group(direction))
    var record = DirectionRecord(metrics: [:])
    for metric in Metric.measured where try group.attributes.contains(metric.rawValue) {
      record.metrics[metric] = try group.attributes.scalar(metric.rawValue)
    }
    for metric in Metric.allCases where try group.attributes.contains("\(metric.rawValue)_tied") {
      func value(_ suffix: String) throws -> Double { try group.attributes.scalar("\(metric.rawValue)_\(suffix)") }
      record.tieRanges[metric] = TieRange(
        lowest: try value("lowest"), highest: try value("highest"), share: try value("tied"))
    }
    if contents.contains(.queries), try !group.childNames().isEmpty {
      let queries = try queries(group)
      let means = MetricValues(of: queries)
      record.metrics = record.metrics.completed(by: means)
      record.queries = queries
      if contents.contains(.queryMeans), queries.count > 0 { record.queryMeans = means }
    }
    return record
  }

  private func queries(_ group: Group) throws -> QueryOutcomes {
    var queries = QueryOutcomes(firstMatchRanks: try group.integers("first_match_rank").values)
    for metric in Metric.allCases {
      guard let name = metric.column, try group.kind(of: name) != nil else { continue }
      queries[metric] = try column(group.doubles(name), "\(group.path)/\(name)", count: queries.count)
    }
    return queries
  }

  /// The heads in the method's order; earlier schemas have them by name.
  private func heads(of group: Group) throws -> [String] {
    try layout.namesHeads
      ? distinct(group.attributes.read("heads").values, "\(group.path)@heads") : group.childNames()
  }

  /// Names of which each is there once.
  private func distinct(_ names: [String], _ object: String) throws -> [String] {
    guard Set(names).count == names.count else { throw invalid(object, "a name is there twice") }
    return names
  }

  private func matrix(_ dataset: Dataset) throws -> EmbeddingMatrix {
    let array = try dataset.read(as: Float.self)
    guard array.shape.count == 2 else {
      throw invalid(dataset.path, "expected two dimensions but found shape \(array.shape)")
    }
    return EmbeddingMatrix(rows: array.shape[0], columns: array.shape[1], values: array.values)
  }

  private func sampleSelections(_ group: Group) throws -> [SampleSelectionRecord]? {
    let records = try epochGroups(group)
      .filter { try $0.attributes.contains("heads") || $0.kind(of: "losses") != nil || $0.kind(of: "quality") == nil }
      .map(sampleSelection)
    return records.isEmpty ? nil : records.sorted { $0.epoch < $1.epoch }
  }

  /// Of every epoch that has it: files of before it was stored have none.
  private func selectionQualities(_ group: Group) throws -> [SampleSelectionQualityRecord]? {
    let records = try epochGroups(group).filter { try $0.kind(of: "quality") != nil }.map { group in
      let consensus = try group.group("quality")
      let heads = try heads(of: consensus).map { name in
        (name: name, value: try quality(consensus.group(name).attributes))
      }
      return SampleSelectionQualityRecord(
        epoch: try group.attributes.scalar("epoch"), consensus: try quality(consensus.attributes), heads: Heads(heads))
    }
    return records.isEmpty ? nil : records.sorted { $0.epoch < $1.epoch }
  }

  private func epochGroups(_ group: Group) throws -> [Group] {
    try group.childNames().map { try group.group($0) }
  }

  private func quality(_ attributes: Attributes) throws -> SampleSelectionQuality {
    SampleSelectionQuality(
      keptClean: try attributes.scalar("kept_clean"), keptNoisy: try attributes.scalar("kept_noisy"),
      droppedClean: try attributes.scalar("dropped_clean"), droppedNoisy: try attributes.scalar("dropped_noisy"),
      auc: try attributes.contains("auc") ? try attributes.scalar("auc") : nil,
      lossAUC: try attributes.contains("loss_auc") ? try attributes.scalar("loss_auc") : nil)
  }

  private func sampleSelection(_ group: Group) throws -> SampleSelectionRecord {
    let treatedAsClean = try group.bools("treated_as_clean").values
    func path(_ name: String, _ head: String) throws -> String? {
      let path = "\(name)/\(head)"
      return try group.kind(of: name) != nil && group.kind(of: path) != nil ? path : nil
    }
    let heads = try (layout.namesHeads ? heads(of: group) : group.group("losses").childNames()).map { head in
      let losses = "losses/\(head)"
      var selection = HeadSelection(
        losses: try column(group.floats(losses), "\(group.path)/\(losses)", count: treatedAsClean.count))
      if let path = try path("p_clean", head) {
        selection.cleanProbabilities = try column(
          group.floats(path), "\(group.path)/\(path)", count: treatedAsClean.count)
      }
      if let path = try path(layout.takenAsClean, head) {
        selection.takenAsClean = try column(group.bools(path), "\(group.path)/\(path)", count: treatedAsClean.count)
      }
      return (name: head, value: selection)
    }
    return SampleSelectionRecord(
      epoch: try group.attributes.scalar("epoch"), heads: Heads(heads), treatedAsClean: treatedAsClean)
  }

  /// The values of a one-dimensional dataset whose length is known.
  private func column<Element>(_ array: HDF5Array<Element>, _ path: String, count: Int) throws -> [Element] {
    guard array.shape == [count] else {
      throw invalid(path, "expected \(count) values but found shape \(array.shape)")
    }
    return array.values
  }

  private func invalid(_ object: String, _ reason: String) -> ResultStoreError {
    .invalid(file: file, object: object, reason: reason)
  }
}
