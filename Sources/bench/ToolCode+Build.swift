import Studies
import Torch

extension ToolCode {
  /// That of this executable, wherever it was copied to and whatever became of its checkout since.
  static let current = ToolCode(commit: BuildRecord.commit, sources: BuildRecord.sources)

  /// What `bench --version` says, such as `0.1.0 (commit 052368c4c2b1, local changes, sources 050a41c1b382, libtorch
  /// 2.13.0)`.
  static var versionText: String {
    let commit = current.commit.map { commit in
      let hash = commit.replacing("-dirty", with: "")
      return hash == commit ? "commit \(hash)" : "commit \(hash), local changes"
    }
    return "\(ToolVersion.current) (\(commit ?? "unknown commit"), sources \(BuildRecord.sources.prefix(12)), "
      + "libtorch \(TorchLibrary.builtVersion))"
  }
}
