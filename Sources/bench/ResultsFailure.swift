import BenchCore
import Foundation
import ResultStore
import Sweep

/// A folder without results where some were to be read; its remedy names folders that have some.
struct ResultsFailure: BenchFailure {
  let problem: String
  let location: String?
  let remedy: String?

  /// A folder in which no file is a result.
  static func empty(_ folder: String) -> Self { Self(problem: "there are no result files", folder: folder) }

  /// A folder whose results are all of other studies.
  static func none(of count: Int, in folder: String, areOf suite: String) -> Self {
    Self(
      problem: (count == 1 ? "the one result is not" : "none of the \(count) results is") + " of the suite \(suite)",
      location: folder.withoutWorkingDirectory,
      remedy: "leave --suite out, or make some: bench sweep --suite \(suite.shellWord)")
  }

  /// What a library says of a results folder as a whole; `nil` for other errors.
  init?(_ error: any Error) {
    switch error {
    case let failure as StatusFailure: self.init(problem: failure.problem, folder: failure.location ?? "")
    case let failure as ResultStoreError:
      guard case .unreadableFolder(let folder, _) = failure else { return nil }
      self.init(problem: failure.problem, folder: folder)
    default: return nil
    }
  }

  private init(problem: String, location: String, remedy: String) {
    self.problem = problem
    self.location = location
    self.remedy = remedy
  }

  private init(problem: String, folder: String) {
    self.problem = problem
    location = folder.withoutWorkingDirectory
    // Not the folder itself, whose files are damaged where there are some.
    let path = URL(filePath: folder, directoryHint: .isDirectory).standardizedFileURL.path.withoutWorkingDirectory
    let found = ResultFolders.found(below: [".", folder]).filter { $0.path != path }
    remedy =
      found.isEmpty
      ? "make some with `bench sweep`, or name another folder with --results"
      : "there are some in \(Self.text(found)): name the folder with --results"
  }

  /// The first three folders in words.
  private static func text(_ folders: [ResultFolders.Folder]) -> String {
    let named = folders.prefix(3).map { "\($0.path) (\($0.count))" }
    guard folders.count <= 3 else { return "\(named.joined(separator: ", ")) and \(folders.count - 3) more" }
    guard let last = named.last, named.count > 1 else { return named.joined() }
    return "\(named.dropLast().joined(separator: ", ")) and \(last)"
  }
}
