/// A row of a paper's table: its headers, what was run for it, and its published numbers.
struct PaperRow {
  /// One for each of the table's row headings.
  var headers: [String]
  /// Which of them names the method; variants of it are named there.
  var methodHeader: Int
  /// Rows with one block are set apart by rules, and ranked against each other.
  var block: String
  /// The noise rate, `0...1`.
  var noise: Double
  /// Which checkpoint's numbers they are.
  var checkpoint: ReportCheckpoint
  /// The system, as in `PaperBindings`.
  var system: String
  /// Published percentages by dataset and metric.
  var published: [String: [ReportMetric: Double]] = [:]
}

extension PaperTable {
  /// The rows in the paper's order, each with the numbers of all datasets.
  func rows() throws(ReportFailure) -> [PaperRow] {
    let table = try PublishedTable.load(named: fileName)
    var rows: [PaperRow] = []
    for index in table.rows.indices {
      let row = describe { table.text($0, row: index) }
      if !rows.contains(where: { $0.headers == row.headers && $0.block == row.block }) { rows.append(row) }
      let place = rows.firstIndex { $0.headers == row.headers && $0.block == row.block } ?? 0
      let dataset = table.text("dataset", row: index)
      var values: [ReportMetric: Double] = [:]
      for metric in ReportMetric.paper { values[metric] = table.value(metric, row: index) }
      rows[place].published[dataset.isEmpty ? "CUHK-PEDES" : dataset] = values
    }
    return rows
  }

  /// A row from the columns of the published file.
  private func describe(_ text: (String) -> String) -> PaperRow {
    let percent = Double(text("noise_percent")) ?? 0
    let checkpoint = ReportCheckpoint(rawValue: text("checkpoint")) ?? .best
    switch self {
    case .rde1, .rde3:
      return PaperRow(
        headers: ["\(text("noise_percent"))%", text("method"), checkpoint.title],
        methodHeader: 1,
        block: text("noise_percent"),
        noise: percent / 100,
        checkpoint: checkpoint,
        system: text("method")
      )
    case .rde2, .rde8:
      let parts = ["bge", "tse", "ccd"]
      let missing = parts.filter { text($0) == "0" }.map { $0.uppercased() }
      let loss = text("loss")
      let system = missing.first.map { "RDE without \($0)" } ?? (loss == "TAL" ? "RDE" : "RDE \(loss)")
      return PaperRow(
        headers: ["#\(text("number"))"] + parts.map { tick(text($0) == "1") } + [loss],
        methodHeader: 4,
        block: "",
        noise: self == .rde2 ? 0.5 : 0.8,
        checkpoint: .best,
        system: system
      )
    case .rde7:
      let (embedding, pooling) = (text("embedding"), text("pooling"))
      let isPublishedModel = embedding == "TSE" && pooling == "max"
      return PaperRow(
        headers: [embedding == "TSE-prime" ? "TSE'" : embedding, pooling == "topk" ? "TopK" : pooling.capitalized],
        methodHeader: 1,
        block: embedding,
        noise: percent / 100,
        checkpoint: .best,
        system: isPublishedModel ? "RDE" : "RDE \(embedding) \(pooling)"
      )
    case .amns1:
      let (framework, loss) = (text("framework"), text("loss"))
      let own = ["IRRA": "SDM", "RDE": "TAL", "AMNS": "BSDM"][framework]
      return PaperRow(
        headers: ["\(text("noise_percent"))%", "\(framework)-\(loss)"]
          + ["SDM", "TAL", "BSDM"].map { tick($0 == loss) }
          + [checkpoint.title],
        methodHeader: 1,
        block: "\(text("noise_percent")) \(framework)",
        noise: percent / 100,
        checkpoint: checkpoint,
        system: loss == own ? framework : "\(framework) \(loss)"
      )
    case .amns2:
      let venue = text("venue")
      return PaperRow(
        headers: [text("method"), venue.isEmpty ? "-" : venue],
        methodHeader: 0,
        block: "",
        noise: 0,
        checkpoint: .best,
        system: text("method")
      )
    case .amns3:
      let components = text("components")
      let parts = ["BSDM", "WAF", "Lid"].map { tick(components == "AMNS" || components.contains("+\($0)")) }
      return PaperRow(
        headers: [text("number"), components] + parts,
        methodHeader: 1,
        block: "",
        noise: 0,
        checkpoint: .best,
        system: components == "AMNS" ? "AMNS" : "AMNS \(components)"
      )
    }
  }

  private func tick(_ isThere: Bool) -> String { isThere ? "✓" : "" }
}
