import BenchCore

/// The tables of RDE.
extension PaperTable {
  private static let rdeCitation =
    "Qin et al., Noisy-Correspondence Learning for Text-to-Image Person Re-identification, CVPR 2024"

  static let rde1 = noiseTable(
    name: "rde-1", title: "Table 1 of RDE: noise rates of 0%, 20% and 50%", file: "rde_table1")
  static let rde2 = ablation(
    name: "rde-2", title: "Table 2 of RDE: ablation on CUHK-PEDES with 50% noise", file: "rde_table2", noise: 0.5)
  static let rde3 = noiseTable(name: "rde-3", title: "Table 3 of RDE: noise rate of 80%", file: "rde_table3")
  static let rde8 = ablation(
    name: "rde-8", title: "Table 8 of RDE: ablation on CUHK-PEDES with 80% noise", file: "rde_table8", noise: 0.8)

  static let rde7 = PaperTable(
    name: "rde-7", title: "Table 7 of RDE: token selection embedding on CUHK-PEDES with 50% noise",
    citation: rdeCitation, rowHeadings: ["Embedding", "Pooling"], source: .embedded("rde_table7")
  ) { text in
    let (embedding, pooling) = (text("embedding"), text("pooling"))
    let isPublishedModel = embedding == "TSE" && pooling == "max"
    return PaperRow(
      headers: [embedding == "TSE-prime" ? "TSE'" : embedding, pooling == "topk" ? "TopK" : pooling.capitalized],
      methodHeader: 1, block: embedding, noise: percent(text), checkpoint: .best,
      system: isPublishedModel ? "RDE" : "RDE \(embedding) \(pooling)")
  }

  private static func noiseTable(name: String, title: String, file: String) -> PaperTable {
    PaperTable(
      name: name, title: title, citation: rdeCitation, rowHeadings: ["Noise", "Methods", "Checkpoint"],
      source: .embedded(file)
    ) { text in
      let checkpoint = CheckpointName(rawValue: text("checkpoint")) ?? .best
      return PaperRow(
        headers: ["\(text("noise_percent"))%", text("method"), checkpoint.title], methodHeader: 1,
        block: text("noise_percent"), noise: percent(text), checkpoint: checkpoint, system: text("method"))
    }
  }

  private static func ablation(name: String, title: String, file: String, noise: Double) -> PaperTable {
    PaperTable(
      name: name, title: title, citation: rdeCitation, rowHeadings: ["No.", "BGE", "TSE", "CCD", "Loss"],
      source: .embedded(file)
    ) { text in
      let parts = ["bge", "tse", "ccd"]
      let missing = parts.filter { text($0) == "0" }.map { $0.uppercased() }
      let loss = text("loss")
      return PaperRow(
        headers: ["#\(text("number"))"] + parts.map { tick(text($0) == "1") } + [loss], methodHeader: 4, block: "",
        noise: noise, checkpoint: .best,
        system: missing.first.map { "RDE without \($0)" } ?? (loss == "TAL" ? "RDE" : "RDE \(loss)"))
    }
  }

  /// The noise rate of a row, `0...1`.
  static func percent(_ text: (String) -> String) -> Double { (Double(text("noise_percent")) ?? 0) / 100 }
}
