import BenchCore

extension PaperComparison {
  /// What of some tables is shown: the column groups of some datasets, and the rows of some noise rates. Of several tables,
  /// those that have none of it are left out. Names of datasets are taken in letters of any case.
  ///
  /// - Throws: `ReportFailure.notInTable` for a dataset or a noise rate that none of the tables has.
  package static func parts(
    of tables: [PaperTable], datasets: [String]?, noiseRates: [Double]?
  ) throws(ReportFailure) -> [PaperComparison] {
    let names = tables.map(\.name)
    var parts: [PaperComparison] = []
    var known = (datasets: [String](), noise: [Double]())
    for table in tables {
      let own = (datasets: try table.datasets(), noise: try table.noiseRates())
      known.datasets += own.datasets.filter { !known.datasets.contains($0) }
      known.noise += own.noise.filter { !known.noise.contains($0) }
      var part = PaperComparison(table)
      part.datasets = datasets?.compactMap { name in own.datasets.first { name.isName(of: $0) } }
      part.noiseRates = noiseRates?.filter(own.noise.contains)
      if part.datasets?.isEmpty != true, part.noiseRates?.isEmpty != true { parts.append(part) }
    }
    if let unknown = datasets?.first(where: { name in !known.datasets.contains { name.isName(of: $0) } }) {
      throw .notInTable("dataset \(unknown)", tables: names, known: known.datasets)
    }
    if let unknown = noiseRates?.first(where: { !known.noise.contains($0) }) {
      throw .notInTable(
        "noise of \(unknown.percentText)", tables: names, known: known.noise.sorted().map(\.percentText))
    }
    guard !parts.isEmpty else {
      throw .notInTable(
        "row or column of all that was chosen", tables: names, known: ["more without --datasets or --noise"])
    }
    return parts
  }

  /// The datasets that are shown, by the paper's names.
  ///
  /// - Throws: `ReportFailure` if the published table cannot be read.
  package func shownDatasets() throws(ReportFailure) -> [String] {
    if let datasets { return datasets }
    return try table.datasets()
  }

  /// The noise rates that are shown, `0...1`.
  ///
  /// - Throws: `ReportFailure` if the published table cannot be read.
  package func shownNoiseRates() throws(ReportFailure) -> [Double] {
    if let noiseRates { return noiseRates }
    return try table.noiseRates()
  }
}

extension String {
  fileprivate func isName(of dataset: String) -> Bool { lowercased() == dataset.lowercased() }
}
