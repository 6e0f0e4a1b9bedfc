/// A table of one of the two papers.
public enum PaperTable: String, Sendable, CaseIterable {
  case rde1 = "rde-1"
  case rde2 = "rde-2"
  case rde3 = "rde-3"
  case rde7 = "rde-7"
  case rde8 = "rde-8"
  case amns1 = "amns-1"
  case amns2 = "amns-2"
  case amns3 = "amns-3"

  /// The table of this name.
  ///
  /// - Throws: `ReportFailure.unknownTable` with close matches.
  public static func named(_ name: String) throws(ReportFailure) -> PaperTable {
    guard let table = PaperTable(rawValue: name) else {
      throw .unknownTable(name, known: allCases.map(\.rawValue))
    }
    return table
  }

  /// What the table shows.
  public var title: String {
    switch self {
    case .rde1: "Table 1 of RDE: noise rates of 0%, 20% and 50%"
    case .rde2: "Table 2 of RDE: ablation on CUHK-PEDES with 50% noise"
    case .rde3: "Table 3 of RDE: noise rate of 80%"
    case .rde7: "Table 7 of RDE: token selection embedding on CUHK-PEDES with 50% noise"
    case .rde8: "Table 8 of RDE: ablation on CUHK-PEDES with 80% noise"
    case .amns1: "Table I of AMNS: losses on CUHK-PEDES"
    case .amns2: "Table II of AMNS: three datasets without added noise"
    case .amns3: "Table III of AMNS: ablation on CUHK-PEDES without added noise"
    }
  }

  /// The paper that published it.
  public var citation: String {
    isRDE
      ? "Qin et al., Noisy-Correspondence Learning for Text-to-Image Person Re-identification, CVPR 2024"
      : "Attention-Weighted Selective Mask and Noise Label Suppression for Text-to-Image Person Retrieval, 2024"
  }

  /// The systems that this table has rows for, in its order.
  ///
  /// - Throws: `ReportFailure` if the published table cannot be read.
  public func systems() throws(ReportFailure) -> [String] {
    var seen: Set<String> = []
    return try rows().map(\.system).filter { seen.insert($0).inserted }
  }

  /// The name of the published table.
  var fileName: String {
    (isRDE ? "rde_table" : "amns_table") + rawValue.suffix(1)
  }

  /// The headings of the row headers.
  var rowHeadings: [String] {
    switch self {
    case .rde1, .rde3: ["Noise", "Methods", "Checkpoint"]
    case .rde2, .rde8: ["No.", "BGE", "TSE", "CCD", "Loss"]
    case .rde7: ["Embedding", "Pooling"]
    case .amns1: ["Noise", "Methods", "SDM", "TAL", "BSDM", "Checkpoint"]
    case .amns2: ["Methods", "Ref."]
    case .amns3: ["No.", "Methods", "BSDM", "WAF", "Lid"]
    }
  }

  /// The paper's heading of a metric.
  func heading(of metric: ReportMetric) -> String {
    isRDE ? metric.title : metric.title.replacing("R-", with: "Rank-")
  }

  private var isRDE: Bool { rawValue.hasPrefix("rde") }
}
