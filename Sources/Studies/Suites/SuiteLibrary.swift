package import Foundation

/// The folders with suites that can be asked for by their bare names, such as `rde-table1`.
package struct SuiteLibrary: Sendable {
  /// The folders, the first one first looked into; not all need to be there.
  package let folders: [URL]

  /// Looks into these folders.
  package init(folders: [URL]) {
    self.folders = folders
  }

  /// Those of a working folder, of an installation that an executable is a part of (`../../share/nc-bench/Suites`), and of the
  /// checkout in which it was built.
  package init(workingDirectory: URL, executable: URL) {
    let checkout = "Benchmarks/Suites"
    var above: [URL] = []
    var folder = executable.resolvingSymlinksInPath().deletingLastPathComponent()
    while folder.path != "/", above.count < 8 {
      above.append(folder)
      folder = folder.deletingLastPathComponent()
    }
    self.init(
      folders: [workingDirectory.appending(path: checkout)]
        + above.flatMap { [$0.appending(path: "share/nc-bench/Suites"), $0.appending(path: checkout)] })
  }

  /// The suites at hand: those of the working folder, of this installation and of the checkout it was built from.
  package static let installed = SuiteLibrary(
    workingDirectory: URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory),
    executable: URL(filePath: ToolProgram.path))

  /// The names of all suites.
  package var names: [String] {
    let files = folders.flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0.path)) ?? [] }
    return Set(files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }).sorted()
  }

  /// The file that a person means: a suite's bare name, or the path of a file.
  ///
  /// - Throws: `SuiteFailure.unknownSuite` with close matches for a name that is neither.
  package func file(of text: String) throws(SuiteFailure) -> URL {
    let isPath = text.contains("/") || text.hasSuffix(".yaml") || text.hasSuffix(".yml")
    if !isPath, let found = file(named: text) { return found }
    guard isPath || FileManager.default.fileExists(atPath: text) else { throw .unknownSuite(text, known: names) }
    return URL(filePath: text)
  }

  /// The file of a suite of this name; `nil` where no folder has it.
  package func file(named name: String) -> URL? {
    folders.map { $0.appending(path: name + ".yaml") }.first { FileManager.default.fileExists(atPath: $0.path) }
  }
}
