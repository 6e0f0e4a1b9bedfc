import BenchCore
import Foundation
import TestSupport
import Testing

/// Which sources the digest in an executable is of, and what `Sources/BuildRecord/record.sh` makes of them.
@Suite struct SourceDigestTests {
  /// The folders of `modules.txt` with what they are listed as.
  private static func lists() throws -> [(module: String, word: String)] {
    let file = Repository.root.appending(path: "Sources/BuildRecord/modules.txt")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
      let words = $0.split(separator: " ").map(String.init)
      try #require(words.count == 2, "\($0)")
      return (words[0], words[1])
    }
  }

  @Test func everyFolderIsInOneOfTheLists() throws {
    let sources = Repository.root.appending(path: "Sources")
    let lists = try Self.lists()
    #expect(
      try lists.map(\.module).sorted() == FileManager.default.contentsOfDirectory(atPath: sources.path).sorted())
    #expect(Set(lists.map(\.word)) == ["counts", "cannot"])
  }

  /// What decides a number is decided by nothing that is said to decide none; TensorBoard's files are only written.
  @Test func whatCountsImportsOnlyWhatCounts() throws {
    let words = Dictionary(uniqueKeysWithValues: try Self.lists().map { ($0.module, $0.word) })
    for (module, imports) in ImportTests.allowed where words[module] == "counts" {
      #expect(imports.filter { words[$0] == "cannot" }.subtracting(["TensorBoard"]) == [], "\(module)")
    }
  }

  // MARK: - The script

  /// A small tree with the script and the lists of this repository, below a path with spaces.
  private func withTree(_ body: (Tree) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let tree = Tree(root: folder.appending(path: "a checkout"), output: folder.appending(path: "out put"))
      try FileManager.default.createDirectory(at: tree.output, withIntermediateDirectories: true)
      for name in ["modules.txt", "record.sh"] {
        let file = Repository.root.appending(path: "Sources/BuildRecord/\(name)")
        try tree.write(String(contentsOf: file, encoding: .utf8), to: "Sources/BuildRecord/\(name)")
      }
      for (path, text) in Tree.files { try tree.write(text, to: path) }
      try body(tree)
    }
  }

  @Test func theDigestIsOfTheSourcesThatCount() throws {
    try withTree { tree in
      let first = try tree.record().sources
      #expect(
        try first == tree.expectedDigest(of: ["Package.swift", "Sources/Methods/Loss.swift", "Sources/Torch/a b.cpp"]))
      for path in [
        "Sources/Reports/Table.swift", "Sources/bench/Bench.swift", "docs/page.md",
        "Tests/MethodsTests/LossTests.swift",
        "Sources/Methods/Loss.swift~", "Sources/Methods/.Loss.swift.swp", "Sources/Methods/notes.md", "README.md",
      ] {
        try tree.write("changed", to: path)
        #expect(try tree.record().sources == first, "\(path)")
      }
      var digests = [first]
      for path in ["Sources/Methods/Loss.swift", "Package.swift", "Sources/Torch/a b.cpp", "Sources/New/New.swift"] {
        try tree.write("changed", to: path)
        digests.append(try tree.record().sources)
      }
      try FileManager.default.moveItem(
        at: tree.root.appending(path: "Sources/Methods/Loss.swift"),
        to: tree.root.appending(path: "Sources/Methods/Other.swift"))
      digests.append(try tree.record().sources)
      #expect(Set(digests).count == 6)
      try tree.write(Tree.files["Package.swift"] ?? "", to: "Package.swift")
      #expect(try tree.record().commit == nil, "there is no repository")
    }
  }

  @Test func aFileThatCannotBeReadEndsTheBuild() throws {
    try withTree { tree in
      let link = tree.root.appending(path: "Sources/BuildRecord/modules.txt")
      try FileManager.default.removeItem(at: link)
      #expect(throws: Failed.self) { try tree.record() }
    }
  }

  /// What is compiled again at every build would be linked again; what is looked at once would be said for ever.
  @Test func theRecordIsTouchedWhereItChangesAndTheStampAlways() throws {
    try withTree { tree in
      func times() throws -> [FileTime] { try [tree.file, tree.stamp].map(FileTime.init) }
      _ = try tree.record()
      let first = try times()
      _ = try tree.record()
      let second = try times()
      #expect(second[0] == first[0] && second[1] != first[1])
      try tree.write("changed", to: "Sources/Methods/Loss.swift")
      _ = try tree.record()
      #expect(try times()[0] != first[0])
    }
  }

  @Test func theCommitIsThatOfTheCheckout() throws {
    try withTree { tree in
      try tree.git("init")
      #expect(try tree.record().commit == nil, "there is no commit")
      try tree.git("add", ".")
      try tree.git("commit", "-m", "first")
      let first = try #require(try tree.record().commit)
      #expect(first.wholeMatch(of: /[0-9a-f]{12}/) != nil, "\(first)")
      let variables = ["GIT_DIR": "/nowhere", "GIT_WORK_TREE": "/nowhere", "GIT_INDEX_FILE": "/nowhere"]
      #expect(try tree.record(variables).commit == first, "as in a hook of another repository")
      #expect(try tree.record(["GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"]).commit == first, "a checkout of another user")
      #expect(try tree.record(["PATH": "/nowhere"]).commit == nil)

      try tree.write("notes", to: "notes.txt")
      #expect(try tree.record().commit == first, "a file beside the sources")
      try tree.write("new", to: "Sources/Methods/New.swift")
      #expect(try tree.record().commit == "\(first)-dirty", "a new source")
      try tree.git("add", ".")
      try tree.git("commit", "-m", "second")
      let second = try #require(try tree.record().commit)
      #expect(second != first && !second.hasSuffix("-dirty"))
      try tree.write("changed", to: "docs/page.md")
      #expect(try tree.record().commit == "\(second)-dirty")

      let worktree = Tree(
        root: tree.root.deletingLastPathComponent().appending(path: "a worktree"), output: tree.output)
      try tree.git("worktree", "add", worktree.root.path, "HEAD~1")
      #expect(try worktree.record().commit == first)
      try Data("no index".utf8).write(to: tree.root.appending(path: ".git/index"))
      #expect(try tree.record().commit == "\(second)-dirty", "Git cannot say")
    }
  }

  /// Such as an unpacked archive in a home folder that is kept in Git.
  @Test func aRepositoryAroundTheSourcesIsNotTheirs() throws {
    try withTree { tree in
      let around = Tree(root: tree.root.deletingLastPathComponent(), output: tree.output)
      try around.git("init")
      try around.git("add", "a checkout")
      try around.git("commit", "-m", "dotfiles")
      #expect(try tree.record().commit == nil)
    }
  }
}

/// The time of a file with all its digits.
private struct FileTime: Equatable {
  private let seconds: Int
  private let nanoseconds: Int
  private let inode: UInt64

  init(of file: URL) throws {
    var status = stat()
    try #require(stat(file.path, &status) == 0)
    (seconds, nanoseconds, inode) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec, UInt64(status.st_ino))
  }
}

/// A program that ended with another status than 0.
private struct Failed: Error {
  let command: [String]
}

/// A checkout in miniature.
private struct Tree {
  let root: URL
  let output: URL

  static let files = [
    "Package.swift": "// package", "Sources/Methods/Loss.swift": "let a = 1", "Sources/Torch/a b.cpp": "int a;",
    "Sources/Reports/Table.swift": "let b = 1", "Sources/bench/Bench.swift": "let c = 1", "docs/page.md": "text",
    "Tests/MethodsTests/LossTests.swift": "let d = 1",
  ]

  var file: URL { output.appending(path: "BuildRecord.swift") }
  var stamp: URL { output.appending(path: "stamp") }

  func write(_ text: String, to path: String) throws {
    let file = root.appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// SHA-256 over the lines that `sha256sum` prints of files, which are sorted by their paths.
  func expectedDigest(of paths: [String]) throws -> String {
    let lines = try paths.map { "\(try Data(contentsOf: root.appending(path: $0)).sha256)  \($0)\n" }
    return Data(lines.joined().utf8).sha256
  }

  func git(_ arguments: String...) throws {
    try Self.run(
      "/usr/bin/env",
      ["git", "-C", root.path, "-c", "user.name=n", "-c", "user.email=e", "-c", "init.defaultBranch=main"] + arguments)
  }

  /// What the script writes down.
  func record(_ variables: [String: String] = [:]) throws -> (commit: String?, sources: String) {
    let script = root.appending(path: "Sources/BuildRecord/record.sh").path
    // Without a path there are no programs at all: that of Git alone is hidden by one that fails.
    var variables = variables
    if variables["PATH"] != nil {
      let folder = output.appending(path: "programs")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for name in ["find", "sort", "sed", "xargs", "sha256sum", "cmp", "cat", "rm", "mv"] {
        let link = folder.appending(path: name)
        try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "/usr/bin/\(name)")
      }
      variables["PATH"] = folder.path
    }
    try Self.run("/bin/sh", [script, root.path, file.path, stamp.path], variables)
    let text = try String(contentsOf: file, encoding: .utf8)
    let commit = try #require(text.firstMatch(of: /static let commit: String\? = (nil|"([^"]*)")\n/))
    let sources = try #require(text.firstMatch(of: /static let sources = "([0-9a-f]{64})"\n/))
    return (commit.output.2.map { String($0) }, String(sources.output.1))
  }

  private static func run(_ program: String, _ arguments: [String], _ variables: [String: String] = [:]) throws {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed(command: [program] + arguments) }
  }
}
