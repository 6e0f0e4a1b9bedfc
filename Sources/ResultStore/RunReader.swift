import BenchCore
import Foundation
import HDF5

/// Collects one record from an open result file.
struct RunReader {
  let root: Group
  /// The layout of the file.
  let schema: Int
  let contents: ResultContents
  /// The source, for error messages.
  let file: String

  func read() throws -> RunRecord {
    let attributes = root.attributes
    let (noiseIndex, isClean) = contents.contains(.noise) ? try noise() : ([], [])
    let wantsQueries = contents.contains(.queries)
    return RunRecord(
      spec: try spec(),
      signature: try attributes.scalar("signature"),
      label: try attributes.scalar("label"),
      isStandIn: try attributes.scalar("stand_in"),
      outcome: try outcome(),
      provenance: try provenance(),
      epochs: contents.contains(.epochs) ? try epochs() : [],
      best: try checkpoint("best"),
      last: try checkpoint("last"),
      divisions: contents.contains(.divisions) ? try divisions() : [],
      divisionQualities: contents.contains(.divisionQualities) ? try divisionQualities() : [],
      queryIdentities: wantsQueries ? try root.integers("test/query_pids").values : [],
      galleryIdentities: wantsQueries ? try root.integers("test/gallery_pids").values : [],
      galleryFiles: wantsQueries && schema >= 2 ? try root.strings("test/gallery_files").values : [],
      noiseSourceIndices: noiseIndex,
      noiseIsClean: isClean,
      actualNoiseRate: try attributes.scalar("actual_noise_rate")
    )
  }

  private func noise() throws -> (index: [Int], isClean: [Bool]) {
    let index = try root.integers("noise/index").values
    return (index, try column(root.bools("noise/is_clean"), "/noise/is_clean", count: index.count))
  }

  private func spec() throws -> RunSpec {
    let json = try root.attributes.scalar("spec", as: String.self)
    do {
      return try JSONDecoder().decode(RunSpec.self, from: Data(json.utf8))
    } catch let error as DecodingError {
      throw invalid("/@spec", "the specification cannot be read: \(error)")
    }
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
      commit: schema >= 2 ? try attributes.scalar("commit") : "",
      torchVersion: try attributes.scalar("torch_version"),
      device: try attributes.scalar("device"),
      startedAt: try attributes.scalar("started_at"),
      endedAt: try attributes.scalar("ended_at"),
      secondsByPhase: seconds
    )
  }

  private func epochs() throws -> [EpochRecord] {
    let group = try root.group("epochs")
    let numbers = try group.integers("epoch").values
    func doubles(_ name: String) throws -> [Double] {
      try column(group.doubles(name), "/epochs/\(name)", count: numbers.count)
    }
    let (loss, learningRate, seconds) = (try doubles("loss"), try doubles("learning_rate"), try doubles("seconds"))
    let selection = try metrics(of: group, count: numbers.count)
    let (test, similarities) = (try test(in: group), try similarities(in: group))
    var terms = [[(name: String, value: Double)]](repeating: [], count: numbers.count)
    let losses = try group.group("losses")
    for name in try losses.attributes.read("names", as: String.self).values {
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
        learningRate: learningRate[row],
        seconds: seconds[row],
        selection: selection[row],
        test: test[numbers[row]],
        similarities: similarities[numbers[row]]
      )
    }
  }

  /// One value per row of the datasets named after metrics.
  private func metrics(of group: Group, count: Int) throws -> [RetrievalMetrics] {
    var columns: [String: [Double]] = [:]
    for name in ["r1", "r5", "r10", "map", "minp"] {
      columns[name] = try column(group.doubles(name), "\(group.path)/\(name)", count: count)
    }
    return (0..<count).map { row in RetrievalMetrics { columns[$0, default: []][row] } }
  }

  /// Test metrics by epoch.
  private func test(in epochs: Group) throws -> [Int: RetrievalMetrics] {
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
    let (textToImage, imageToText) = (try group.group("t2i"), try group.group("i2t"))
    var checkpoint = CheckpointRecord(
      epoch: try group.attributes.scalar("epoch"),
      textToImage: try metrics(textToImage.attributes),
      imageToText: try metrics(imageToText.attributes)
    )
    if contents.contains(.queries) {
      checkpoint.textQueries = try queries(textToImage)
      if schema >= 2 { checkpoint.imageQueries = try queries(imageToText) }
    }
    if contents.contains(.embeddings) {
      let heads = try group.group("embeddings")
      for head in try heads.childNames() {
        checkpoint.embeddings[head] = HeadEmbeddings(
          text: try matrix(heads.dataset("\(head)/text")),
          image: try matrix(heads.dataset("\(head)/image"))
        )
      }
    }
    return checkpoint
  }

  private func queries(_ group: Group) throws -> QueryRecord {
    let ranks = try group.integers("first_match_rank").values
    func values(_ name: String) throws -> [Double] {
      try column(group.doubles(name), "\(group.path)/\(name)", count: ranks.count)
    }
    // The first files of schema 1 did not have penalties.
    let hasPenalties = try schema >= 2 || group.kind(of: "inverse_negative_penalty") != nil
    return QueryRecord(
      firstMatchRanks: ranks,
      averagePrecisions: try values("average_precision"),
      inverseNegativePenalties: hasPenalties ? try values("inverse_negative_penalty") : []
    )
  }

  private func metrics(_ attributes: Attributes) throws -> RetrievalMetrics {
    try RetrievalMetrics { name in try attributes.scalar(name) }
  }

  private func matrix(_ dataset: Dataset) throws -> EmbeddingMatrix {
    let array = try dataset.read(as: Float.self)
    guard array.shape.count == 2 else {
      throw invalid(dataset.path, "expected two dimensions but found shape \(array.shape)")
    }
    return EmbeddingMatrix(rows: array.shape[0], columns: array.shape[1], values: array.values)
  }

  private func divisions() throws -> [DivisionRecord] {
    let group = try root.group("division")
    return try group.childNames().map { try group.group($0) }
      .filter { try $0.kind(of: "losses") != nil || $0.kind(of: "quality") == nil }
      .map(division).sorted { $0.epoch < $1.epoch }
  }

  /// Of every epoch that has it: files of before it was stored have none.
  private func divisionQualities() throws -> [DivisionQualityRecord] {
    let divisions = try root.group("division")
    return try divisions.childNames().compactMap { name in
      let division = try divisions.group(name)
      guard try division.kind(of: "quality") != nil else { return nil }
      let consensus = try division.group("quality")
      let heads = try consensus.childNames().map { ($0, try quality(consensus.group($0).attributes)) }
      return DivisionQualityRecord(
        epoch: try division.attributes.scalar("epoch"), consensus: try quality(consensus.attributes),
        heads: Dictionary(uniqueKeysWithValues: heads))
    }
    .sorted { $0.epoch < $1.epoch }
  }

  private func quality(_ attributes: Attributes) throws -> DivisionQuality {
    DivisionQuality(
      keptClean: try attributes.scalar("kept_clean"), keptNoisy: try attributes.scalar("kept_noisy"),
      droppedClean: try attributes.scalar("dropped_clean"), droppedNoisy: try attributes.scalar("dropped_noisy"),
      area: try attributes.contains("auc") ? try attributes.scalar("auc") : nil,
      lossArea: try attributes.contains("loss_auc") ? try attributes.scalar("loss_auc") : nil)
  }

  private func division(_ group: Group) throws -> DivisionRecord {
    let treatedAsClean = try group.bools("treated_as_clean").values
    func columns(_ name: String) throws -> [String: [Float]] {
      let heads = try group.group(name)
      return try heads.childNames().reduce(into: [:]) { columns, head in
        columns[head] = try column(heads.floats(head), "\(heads.path)/\(head)", count: treatedAsClean.count)
      }
    }
    var judgedClean: [String: [Bool]] = [:]
    if try group.kind(of: "judged_clean") != nil {
      let heads = try group.group("judged_clean")
      for head in try heads.childNames() {
        judgedClean[head] = try column(heads.bools(head), "\(heads.path)/\(head)", count: treatedAsClean.count)
      }
    }
    return DivisionRecord(
      epoch: try group.attributes.scalar("epoch"),
      losses: try columns("losses"),
      cleanProbabilities: try columns("p_clean"),
      judgedClean: judgedClean,
      treatedAsClean: treatedAsClean
    )
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
