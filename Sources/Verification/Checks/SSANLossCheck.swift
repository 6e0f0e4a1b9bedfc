import Methods
import Torch

/// SSAN's losses of given embeddings, with the triplets that the official code drew.
struct SSANLossCheck {
  /// A group such as `losses/global_auto`.
  let golden: GoldenFile
  let name: String
  let method: SSAN
  let configuration: SSANConfiguration
  let identities: Tensor
  let report: GoldenReport

  func check() throws {
    guard let (head, mode) = Self.parts(of: name), let place = Self.heads.firstIndex(of: head) else {
      return report.fail(name, "neither the fixed nor the adaptive margin of a head")
    }
    let leaves = try ["image", "text", "same_identity_text"].map { try golden.floats($0) }
    let inputs = try leaves.map { leaf in
      try leaf.setRequiresGradient()
      return try leaf.reshaped(leaf.size(0), -1)
    }
    let loss = try configuration.ranking(
      images: inputs[0], texts: inputs[1], partners: inputs[2], isAdaptive: mode == "auto"
    ) { choice in
      let triplets = try SSANTriplets(golden, "triplets_\(choice.anchors.goldenName)")
      try compareMargins(triplets, choice)
      return try triplets.checked(against: choice, identities: identities, named: name, report)
    }
    try loss.backward()
    try report.compare("\(name)/ranking", [loss.item()], with: golden.doubles("ranking"), .loss)
    for (leaf, gradient) in zip(leaves, ["grad_image", "grad_text", "grad_same_identity_text"]) {
      guard let found = try leaf.gradient else {
        report.fail("\(name)/\(gradient)", "the loss has no gradient")
        continue
      }
      try report.compare("\(name)/\(gradient)", found, with: golden.floats(gradient), .loss)
    }
    let identity = try withoutGradients {
      try method.identityLoss(head: place, images: leaves[0], texts: leaves[1], identities: identities).item()
    }
    report.compare("\(name)/identity", [identity], with: try golden.doubles("identity"), .loss)
  }

  /// The margins of the anchors that have a triplet.
  private func compareMargins(_ triplets: SSANTriplets, _ choice: CompoundRankingLoss.Choice) throws {
    let margins = try choice.margins.values(as: Double.self)
    let quantity = "margins_\(choice.anchors.goldenName)"
    report.compare(
      "\(name)/\(quantity)", triplets.rows.map { margins[$0.anchor] }, with: try golden.doubles(quantity), .loss)
  }

  private static let heads = ["global", "local", "non_local"]

  /// `non_local` and `auto` of `losses/non_local_auto`.
  private static func parts(of name: String) -> (head: String, mode: String)? {
    let group = name.split(separator: "/").last ?? ""
    guard let place = group.lastIndex(of: "_") else { return nil }
    let mode = String(group[group.index(after: place)...])
    return ["fixed", "auto"].contains(mode) ? (String(group[..<place]), mode) : nil
  }
}
