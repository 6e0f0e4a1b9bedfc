import BenchCore
import Foundation
import HDF5

/// Collects one record from an open result file.
struct RunReader {
  let root: Group
  let contents: ResultContents
  /// The source, for error messages.
  let file: String

  func read() throws -> RunRecord {
    let attributes = root.attributes
    let noiseIndex = try root.integers("noise/index").values
    let isClean = try column(root.bools("noise/is_clean"), "/noise/is_clean", count: noiseIndex.count)
    return RunRecord(
      spec: try spec(),
      signature: try attributes.scalar("signature"),
      label: try attributes.scalar("label"),
      isStandIn: try attributes.scalar("stand_in"),
      outcome: try outcome(),
      provenance: try provenance(),
      epochs: try epochs(),
      best: try checkpoint("best"),
      last: try checkpoint("last"),
      divisions: contents.contains(.divisions) ? try divisions() : [],
      divisionQualities: try divisionQualities(),
      queryIdentities: contents.contains(.queries) ? try root.integers("test/query_pids").values : [],
      galleryIdentities: contents.contains(.queries) ? try root.integers("test/gallery_pids").values : [],
      noiseSourceIndices: noiseIndex,
      noiseIsClean: isClean
    )
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
    let (r1, r5, r10) = (try doubles("r1"), try doubles("r5"), try doubles("r10"))
    let (map, minp) = (try doubles("map"), try doubles("minp"))
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
        selection: RetrievalMetrics(r1: r1[row], r5: r5[row], r10: r10[row], map: map[row], minp: minp[row])
      )
    }
  }

  private func checkpoint(_ name: String) throws -> CheckpointRecord? {
    guard try root.kind(of: name) != nil else { return nil }
    let group = try root.group(name)
    let textToImage = try group.group("t2i")
    var checkpoint = CheckpointRecord(
      epoch: try group.attributes.scalar("epoch"),
      textToImage: try metrics(textToImage.attributes),
      imageToText: try metrics(group.group("i2t").attributes)
    )
    if contents.contains(.queries) {
      checkpoint.firstMatchRanks = try textToImage.integers("first_match_rank").values
      checkpoint.averagePrecisions = try textToImage.doubles("average_precision").values
      // The first files did not have it.
      if try textToImage.kind(of: "inverse_negative_penalty") != nil {
        checkpoint.inverseNegativePenalties = try textToImage.doubles("inverse_negative_penalty").values
      }
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
      area: try attributes.contains("auc") ? try attributes.scalar("auc") : nil)
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
