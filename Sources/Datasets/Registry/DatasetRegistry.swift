import BenchCore

/// The datasets that can be named in a specification.
package enum DatasetRegistry {
  /// All entries, in the order in which lists show them.
  package static let all: [DatasetInfo] =
    [.cuhkPEDES, .icfgPEDES, .rstpReid] + DatasetInfo.rendered + [.manifest]

  /// Other names of entries.
  private static let aliases = ["synth-pedes/cuhk": DatasetInfo.synthPEDES.id]

  /// The entry of a name.
  ///
  /// - Throws: `DatasetFailure.unknownDataset` with close matches.
  package static func info(named name: String) throws -> DatasetInfo {
    let id = aliases[name] ?? name
    return try Suggestion.find(id, in: all, id: \.id) { _, known in
      DatasetFailure.unknownDataset(name, hint: Suggestion.phrase(for: name, in: known))
    }
  }
}
