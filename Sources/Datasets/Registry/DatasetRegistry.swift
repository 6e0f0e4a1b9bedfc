import BenchCore

/// The datasets that can be named in a specification.
package enum DatasetRegistry {
  /// All entries, in the order in which lists show them.
  package static let all: [DatasetInfo] =
    [.cuhkPEDES, .icfgPEDES, .rstpReid] + DatasetInfo.rendered + [.manifest]

  /// Other names of entries.
  private static let aliases = ["synth-pedes/cuhk": DatasetInfo.synthPEDES.id]

  /// The entry of a name, in letters of any case.
  ///
  /// - Throws: `DatasetFailure.unknownDataset` with close matches.
  package static func info(named name: String) throws -> DatasetInfo {
    let typed = name.lowercased()
    let id = all.first { $0.id.lowercased() == typed }?.id ?? aliases[typed] ?? name
    return try Suggestion.find(id, in: all, id: \.id) { _, known in
      DatasetFailure.unknownDataset(name, hint: Suggestion.phrase(for: name, in: known))
    }
  }

  /// The id of the dataset that a person calls `name`; the name itself where there is none, to be refused by `info`.
  package static func id(named name: String) -> String { (try? info(named: name))?.id ?? name }
}
