import BenchCore

/// The tables of AMNS.
extension PaperTable {
  private static let amnsCitation =
    "Attention-Weighted Selective Mask and Noise Label Suppression for Text-to-Image Person Retrieval, 2024"

  static let amns1 = PaperTable(
    name: "amns-1", title: "Table I of AMNS: losses on CUHK-PEDES", citation: amnsCitation,
    rowHeadings: ["Noise", "Methods", "SDM", "TAL", "BSDM", "Checkpoint"], recallPrefix: "Rank-",
    source: .embedded("amns_table1")
  ) { text in
    let (framework, loss) = (text("framework"), text("loss"))
    let checkpoint = CheckpointName(rawValue: text("checkpoint")) ?? .best
    let own = ["IRRA": "SDM", "RDE": "TAL", "AMNS": "BSDM"][framework]
    return PaperRow(
      headers: ["\(text("noise_percent"))%", "\(framework)-\(loss)"]
        + ["SDM", "TAL", "BSDM"].map { tick($0 == loss) } + [checkpoint.title],
      methodHeader: 1, block: "\(text("noise_percent")) \(framework)", noise: percent(text), checkpoint: checkpoint,
      system: loss == own ? framework : "\(framework) \(loss)")
  }

  static let amns2 = PaperTable(
    name: "amns-2", title: "Table II of AMNS: three datasets without added noise", citation: amnsCitation,
    rowHeadings: ["Methods", "Ref."], recallPrefix: "Rank-", source: .embedded("amns_table2")
  ) { text in
    let venue = text("venue")
    return PaperRow(
      headers: [text("method"), venue.isEmpty ? "-" : venue], methodHeader: 0, block: "", noise: 0, checkpoint: .best,
      system: text("method"))
  }

  static let amns3 = PaperTable(
    name: "amns-3", title: "Table III of AMNS: ablation on CUHK-PEDES without added noise", citation: amnsCitation,
    rowHeadings: ["No.", "Methods", "BSDM", "WAF", "Lid"], recallPrefix: "Rank-", source: .embedded("amns_table3")
  ) { text in
    let components = text("components")
    let parts = ["BSDM", "WAF", "Lid"].map { tick(components == "AMNS" || components.contains("+\($0)")) }
    return PaperRow(
      headers: [text("number"), components] + parts, methodHeader: 1, block: "", noise: 0, checkpoint: .best,
      system: components == "AMNS" ? "AMNS" : "AMNS \(components)")
  }
}
