import Foundation
import Subprocess
import SystemPackage

/// The commit of the repository that the running executable was built in.
enum ToolCommit {
  /// What the executable is built from.
  private static let sources = ["Sources", "Package.swift"]

  /// The commit's hash, with `-dirty` where the executable may be of other code: tracked files have changed since, there
  /// are new files among the sources, or one of them is younger than the executable, as after `git pull` without a build.
  ///
  /// - Returns: `nil` where git is missing, or the executable lies in no repository of this tool.
  static func current(of executable: String = Bench.executablePath) async -> String? {
    let folder = FilePath(executable).removingLastComponent()
    guard let top = await git(["rev-parse", "--show-toplevel"], in: folder).map({ FilePath($0) }), isOurs(top),
      let hash = await git(["rev-parse", "--short=12", "HEAD"], in: folder), !hash.isEmpty
    else { return nil }
    let changes = await git(["status", "--porcelain", "--untracked-files=no"], in: top)
    let additions = await git(["status", "--porcelain", "--untracked-files=all", "--"] + sources, in: top)
    guard changes == "", additions == "", await isYounger(executable, thanSourcesIn: top) else {
      return "\(hash)-dirty"
    }
    return hash
  }

  /// Whether a repository is this tool's: the executable may have been copied below any other.
  private static func isOurs(_ top: FilePath) -> Bool {
    let manifest = try? String(contentsOfFile: top.appending("Package.swift").string, encoding: .utf8)
    return manifest?.contains("name: \"nc-bench\"") == true
      && FileManager.default.fileExists(atPath: top.appending("Sources/bench").string)
  }

  /// Git gives the files that it writes the present time, the linker does so with what it makes of them.
  private static func isYounger(_ executable: String, thanSourcesIn top: FilePath) async -> Bool {
    guard let built = time(of: executable), let list = await git(["ls-files", "-z", "--"] + sources, in: top),
      case let files = list.split(separator: "\0"), !files.isEmpty
    else { return false }
    return files.allSatisfy { file in
      time(of: top.appending(String(file)).string).map { $0 < built } ?? false
    }
  }

  /// The last change in seconds since 1970.
  private static func time(of path: String) -> Double? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    return Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9
  }

  /// What git prints; `nil` where it fails.
  private static func git(_ arguments: [String], in folder: FilePath) async -> String? {
    let result = try? await Subprocess.run(
      .name("git"), arguments: Arguments(["--no-optional-locks"] + arguments), workingDirectory: folder,
      output: .string(limit: 1 << 20),
      error: .discarded)
    guard let result, result.terminationStatus.isSuccess else { return nil }
    return result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
