/// Why a finished result may not be what this code would compute.
package enum Staleness: Sendable, Hashable {
  /// Made by other sources, or with another libtorch, which is named then.
  case otherCode(commit: String?, sources: String, libtorch: String?)
  /// Made before results said which code makes them.
  case unknownCode
  /// Made before images were a part of a run's identity: they may have been others.
  case beforeImages

  /// Such as `finished by other code: commit 052368c4c2b1, libtorch 2.12.0`.
  package var text: String {
    switch self {
    case .otherCode: "finished by other code: \(origin)"
    case .unknownCode: "finished by unknown code"
    case .beforeImages: "finished before images were looked at"
    }
  }

  /// Such as `commit 052368c4c2b1, libtorch 2.12.0`.
  private var origin: String {
    guard case .otherCode(let commit, let sources, let libtorch) = self else { return "" }
    let code = commit.map { "commit \($0)" } ?? "sources \(sources.prefix(12))"
    return code + (libtorch.map { ", libtorch \($0)" } ?? "")
  }

  /// One line about the stale ones of some finished runs; `nil` where there are none.
  ///
  /// - Parameter remedy: The end of the line: what becomes of them, or can.
  package static func summary(of stale: [Staleness], among finished: Int, remedy: String?) -> String? {
    guard !stale.isEmpty else { return nil }
    var counts: [String: Int] = [:]
    for staleness in stale {
      if case .otherCode = staleness { counts["at \(staleness.origin)", default: 0] += 1 }
    }
    let unknown = stale.count { $0 == .unknownCode }
    let known = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
      .map { "\($0.value) \($0.key)" }
    let origins = (known + (unknown == 0 ? [] : ["\(unknown) unknown"])).joined(separator: "; ")
    let code = counts.values.reduce(unknown, +)
    let earlier = stale.count - code
    let end = remedy.map { "; \($0)" } ?? ""
    let whole = "of \(finished) finished run\(finished == 1 ? "" : "s")"
    func were(_ count: Int) -> String { count == 1 ? "was" : "were" }
    let parts = [
      code == 0 ? nil : "\(code) \(whole) \(were(code)) made by other code (\(origins))",
      earlier == 0
        ? nil
        : "\(earlier) \(code == 0 ? "\(whole) " : "")\(were(earlier)) made before images were looked at",
    ].compactMap(\.self)
    return parts.joined(separator: ", ") + end
  }
}
