import Foundation
import Studies
import TestSupport
import Testing

/// Suites by their names.
@Suite struct SuiteLibraryTests {
  private func write(_ name: String, in folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data("name: a\n".utf8).write(to: folder.appending(path: name))
  }

  @Test func theWorkingFolderGoesBeforeTheInstallationAndTheCheckout() throws {
    try withTemporaryFolder { folder in
      let (here, prefix) = (folder.appending(path: "here"), folder.appending(path: "prefix"))
      let executable = prefix.appending(path: "bin/bench")
      let library = SuiteLibrary(workingDirectory: here, executable: executable)
      #expect(library.names == [])
      try write("a.yaml", in: prefix.appending(path: "share/nc-bench/Suites"))
      try write("b.yaml", in: prefix.appending(path: "share/nc-bench/Suites"))
      #expect(try library.file(of: "a").path.hasSuffix("prefix/share/nc-bench/Suites/a.yaml"))
      try write("a.yaml", in: here.appending(path: "Benchmarks/Suites"))
      try write("notes.txt", in: here.appending(path: "Benchmarks/Suites"))
      #expect(try library.file(of: "a").path.hasSuffix("here/Benchmarks/Suites/a.yaml"))
      #expect(library.names == ["a", "b"])
      let built = SuiteLibrary(
        workingDirectory: here, executable: prefix.appending(path: "checkout/.build/debug/bench"))
      try write("c.yaml", in: prefix.appending(path: "checkout/Benchmarks/Suites"))
      #expect(try built.file(of: "c").path.hasSuffix("checkout/Benchmarks/Suites/c.yaml"))
    }
  }

  @Test func aPathIsAPathAndAMistypedNameHasCloseMatches() throws {
    let library = SuiteLibrary(folders: [Repository.root.appending(path: "Benchmarks/Suites")])
    #expect(try library.file(of: "rde-table1").lastPathComponent == "rde-table1.yaml")
    #expect(try library.file(of: "mine/rde-table1.yaml").relativePath.hasSuffix("mine/rde-table1.yaml"))
    #expect(try library.file(of: "rde-table1.yaml").deletingLastPathComponent().lastPathComponent != "Suites")
    let failure = #expect(throws: SuiteFailure.self) { try library.file(of: "rde-tabel1") }
    #expect(failure.map { "\($0)" }?.contains("there is no suite `rde-tabel1`; did you mean rde-table1") == true)
    let none = #expect(throws: SuiteFailure.self) { try SuiteLibrary(folders: []).file(of: "x") }
    #expect(none.map { "\($0)" } == "there is no suite `x`; name a file")
  }
}
