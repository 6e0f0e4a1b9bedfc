import Foundation
import Subprocess
import SystemPackage

/// The commit of the repository that the running executable was built in.
enum ToolCommit {
  /// The commit's hash, with `-dirty` where tracked files have changed since; `nil` where git or a repository is missing.
  static func current() async -> String? {
    let folder = FilePath(Bench.executablePath).removingLastComponent()
    guard let hash = await git(["rev-parse", "--short=12", "HEAD"], in: folder), !hash.isEmpty else { return nil }
    let changes = await git(["--no-optional-locks", "status", "--porcelain", "--untracked-files=no"], in: folder) ?? ""
    return changes.isEmpty ? hash : "\(hash)-dirty"
  }

  private static func git(_ arguments: [String], in folder: FilePath) async -> String? {
    let result = try? await Subprocess.run(
      .name("git"), arguments: Arguments(["--no-optional-locks"] + arguments), workingDirectory: folder,
      output: .string(limit: 1 << 20),
      error: .discarded)
    guard let result, result.terminationStatus.isSuccess else { return nil }
    return result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
