import Foundation
import Testing

@testable import bench

/// Which commit an executable is said to be of, in small repositories with a file in its place.
@Suite struct ToolCommitTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "nc-bench-\(UUID().uuidString)")

  private func git(_ arguments: String..., in name: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git", "-c", "user.name=n", "-c", "user.email=e", "-c", "init.defaultBranch=main"] + arguments
    process.currentDirectoryURL = folder.appending(path: name)
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(arguments)")
  }

  private func write(_ text: String, to path: String, in name: String, secondsAgo: Double = 0) throws {
    let file = folder.appending(path: name).appending(path: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -secondsAgo)], ofItemAtPath: file.path)
  }

  private func build(in name: String, secondsAgo: Double = -10) throws {
    try write("executable", to: ".build/debug/bench", in: name, secondsAgo: secondsAgo)
  }

  private func commit(in name: String) async -> String? {
    await ToolCommit.current(of: folder.appending(path: "\(name)/.build/debug/bench").path)
  }

  /// A repository of this tool, or of something else, with one commit.
  private func makeRepository(_ name: String, manifest: String = "let package = Package(name: \"nc-bench\")") throws {
    try write(manifest, to: "Package.swift", in: name, secondsAgo: 100)
    try write("let a = 1", to: "Sources/bench/A.swift", in: name, secondsAgo: 100)
    try write("text", to: "docs/a.md", in: name, secondsAgo: 100)
    try write(".build\n", to: ".gitignore", in: name)
    try git("init", in: name)
    try git("add", ".", in: name)
    try git("commit", "-m", "first", in: name)
  }

  @Test func onlyWhatWasBuiltFromACommitIsOfIt() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try makeRepository("origin")
    try build(in: "origin", secondsAgo: 50)
    let first = try #require(await commit(in: "origin"))
    #expect(first.wholeMatch(of: /[0-9a-f]{12}/) != nil, "\(first)")
    try git("clone", "origin", "clone", in: "")
    try build(in: "clone")
    #expect(await commit(in: "clone") == first, "another checkout of the same commit")

    // Documentation is no code.
    try write("more", to: "docs/a.md", in: "origin")
    #expect(await commit(in: "origin") == first + "-dirty")
    try git("commit", "-am", "docs", in: "origin")
    let second = try #require(await commit(in: "origin"))
    #expect(second != first && !second.hasSuffix("-dirty"))

    try write("let a = 2", to: "Sources/bench/A.swift", in: "origin")
    try git("commit", "-am", "code", in: "origin")
    try build(in: "clone", secondsAgo: 50)
    try git("pull", in: "clone")
    let third = try #require(await commit(in: "clone"))
    #expect(third.hasSuffix("-dirty") && !third.hasPrefix(first), "pulled, not built")
    try build(in: "clone")
    #expect(await commit(in: "clone") == String(third.prefix(12)))

    try write("notes", to: "notes.txt", in: "clone")
    #expect(await commit(in: "clone") == String(third.prefix(12)), "a file beside the sources")
    try write("let b = 1", to: "Sources/bench/B.swift", in: "clone")
    #expect(await commit(in: "clone") == third, "a new source")
  }

  @Test func anotherRepositoryAndADamagedOneSayNothing() async throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try makeRepository("dotfiles", manifest: "let package = Package(name: \"other\")")
    try build(in: "dotfiles")
    #expect(await commit(in: "dotfiles") == nil)

    try makeRepository("damaged")
    try build(in: "damaged")
    try Data("no index".utf8).write(to: folder.appending(path: "damaged/.git/index"))
    #expect(await commit(in: "damaged")?.hasSuffix("-dirty") == true, "`git status` fails")
  }
}
