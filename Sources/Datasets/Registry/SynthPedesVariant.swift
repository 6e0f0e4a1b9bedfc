/// The published dataset whose layout and proportions a synth-pedes imitates. Variants never share a person.
package enum SynthPedesVariant: String, Codable, Sendable, CaseIterable {
  case cuhk, icfg, rstp

  /// The entry of the dataset that is imitated.
  package var published: DatasetInfo {
    switch self {
    case .cuhk: .cuhkPEDES
    case .icfg: .icfgPEDES
    case .rstp: .rstpReid
    }
  }

  /// The annotation file's name in the dataset that is imitated.
  package var annotationName: String {
    switch self {
    case .cuhk: "reid_raw.json"
    case .icfg: "ICFG-PEDES.json"
    case .rstp: "data_captions.json"
    }
  }

  /// The number of the first identity in the dataset that is imitated.
  package var firstIdentity: Int { self == .cuhk ? 1 : 0 }
}

/// Where the pictures of a synth-pedes were taken and who wrote its captions. Domains never share a person.
///
/// The target domain has other cameras (a colour matrix of its own), words and sentences than the source domain.
package enum SynthPedesDomain: String, Codable, Sendable, CaseIterable {
  case source, target
}
