import Foundation
import TestSupport
import Testing

/// The script of bash, driven as bash drives it when a person presses Tab.
@Suite struct CompletionTests {
  private static let driver = """
    source bench.bash
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
    _bench bench "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    printf '%s\\n' "${COMPREPLY[@]}"
    """

  /// Runs bash in a folder with the script, `bench` in its path.
  private func bash(_ words: [String], in folder: URL) throws -> [String] {
    let bash = try BenchProcess([], in: folder)
    let products = bash.process.executableURL?.deletingLastPathComponent().path ?? ""
    bash.process.environment?["PATH"] = products + ":/usr/bin:/bin"
    bash.process.executableURL = URL(filePath: "/bin/bash")
    bash.process.arguments = ["-c", Self.driver, "bash"] + words
    let result = try bash.finished()
    #expect(result.code == 0 && result.errors.isEmpty, "\(words): \(result.errors)")
    return result.output.split(separator: "\n").map(String.init)
  }

  @Test(.timeLimit(.minutes(10))) func namesAreCompleted() throws {
    try withTemporaryFolder { folder in
      let script = try BenchProcess.run("--generate-completion-script", "bash", in: folder)
      try #require(script.code == 0)
      try Data(script.output.utf8).write(to: folder.appending(path: "bench.bash"))
      let suites = folder.appending(path: "Benchmarks/Suites")
      try FileManager.default.createDirectory(at: suites, withIntermediateDirectories: true)
      for name in ["first.yaml", "notes.md"] { try Data().write(to: suites.appending(path: name)) }

      let methods = try bash(["bench", "sweep", "--methods", "r"], in: folder)
      #expect(methods.contains("rde-tal") && methods.allSatisfy { $0.hasPrefix("rde-") })
      let second = try bash(["bench", "sweep", "--methods", "rde-tal,r"], in: folder)
      #expect(second.contains("rde-tal,rde-sdm") && !second.contains("rde-tal,rde-tal"))
      for (words, wanted) in [
        (["sweep", "--datasets", "R"], ["RSTPReid"]), (["sweep", "--injector", "sh"], ["shuffle"]),
        (["sweep", "--methods", "irra-sdm", "--set", "loss=inf"], ["loss=infonce"]),
        (["sweep", "--suite", "f"], ["first"]), (["sweep", "--suite", "rde-table1"], ["rde-table1"]),
        (["sweep", "--suite", "Benchmarks/S"], ["Benchmarks/Suites"]),
        (["sweep", "--suite", "Benchmarks/Suites/"], ["Benchmarks/Suites/first.yaml"]),
        (["tables", "--paper", "amns-1,amns-3"], ["amns-1,amns-3"]), (["tables", "--metric", "r1,mi"], ["r1,minp"]),
        (["tables", "--rows", "noise,ta"], ["noise,tau"]), (["tables", "--format", "la"], ["latex"]),
        (["list", "methods", "dec"], ["decl", "decl-cosine"]), (["export", "--only", "runs,cu"], ["runs,curves"]),
        (["compare", "--where", "method=decl-"], ["method=decl-cosine"]), (["eval", "--device", "cu"], ["cuda"]),
        (["tables", "--qui"], ["--quiet"]),
      ] { #expect(try bash(["bench"] + words, in: folder) == wanted, "\(words)") }
    }
  }

  /// The shells themselves may not be here; their scripts are made all the same.
  @Test(arguments: ["zsh", "fish"]) func otherShellsHaveScripts(shell: String) throws {
    try withTemporaryFolder { folder in
      let script = try BenchProcess.run("--generate-completion-script", shell, in: folder)
      #expect(script.code == 0 && script.output.contains("--methods") || script.output.contains("'methods'"))
      let program = "/usr/bin/\(shell)"
      guard FileManager.default.isExecutableFile(atPath: program) else { return }
      let file = folder.appending(path: "script")
      try Data(script.output.utf8).write(to: file)
      let check = try BenchProcess([], in: folder)
      check.process.executableURL = URL(filePath: program)
      check.process.arguments = ["-n", file.path]
      let result = try check.finished()
      #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
    }
  }
}
