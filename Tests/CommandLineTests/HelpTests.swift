import Foundation
import TestSupport
import Testing

/// What `bench help` lists.
@Suite struct HelpTests {
  /// A command that no page shows is one that nobody finds.
  @Test func everyCommandIsDocumented() throws {
    try withTemporaryFolder { folder in
      let help = try BenchProcess.run("--help", in: folder).output
      let list = try #require(help.firstMatch(of: /(?s)SUBCOMMANDS:\n(.*?)\n\n/)?.output.1)
      let commands = list.matches(of: #/(?m)^  (\w+) /#).map { String($0.output.1) }
      #expect(commands.count > 10 && commands.contains("verify"))
      let docs = Repository.root.appending(path: "docs")
      let pages =
        try FileManager.default.contentsOfDirectory(at: docs, includingPropertiesForKeys: nil)
        .filter { $0.pathExtension == "md" } + [Repository.root.appending(path: "README.md")]
      let text = try pages.map { try String(contentsOf: $0, encoding: .utf8) }.joined()
      for command in commands { #expect(text.contains(try Regex(#"\bbench \#(command)\b"#)), "bench \(command)") }
    }
  }

  /// A broken example is no command any more.
  @Test func examplesStayOnTheirLines() throws {
    try withTemporaryFolder { folder in
      let commands = try CommandHelp.all(in: folder)
      let examples = commands.flatMap(\.examples)
      #expect(examples.count > 40)
      for example in examples { #expect(example.count <= 80, "\(example)") }
      for command in commands where !command.examples.isEmpty {
        for width in ["40", "80"] {
          let help = try BenchProcess(["help"] + command.path, in: folder)
          help.process.environment?["COLUMNS"] = width
          let lines = Set(try help.finished().output.split(separator: "\n").map(String.init))
          #expect(lines.isSuperset(of: command.examples), "\(command.path) at \(width)")
        }
      }
    }
  }

  @Test func everyCommandCanBeQuietAndVerboseAndCreatesWithShortNames() throws {
    try withTemporaryFolder { folder in
      for command in try CommandHelp.all(in: folder) where (command.subcommands ?? []).isEmpty {
        let names = (command.arguments ?? []).filter(\.shouldDisplay).map { Set(($0.names ?? []).map(\.name)) }
        #expect(names.contains(["q", "quiet"]) && names.contains(["v", "verbose"]), "\(command.path)")
        // What a sweep creates are results, for which it has another option.
        guard command.path != ["sweep"] else { continue }
        #expect(names.allSatisfy { !$0.contains("out") || $0 == ["o", "out"] }, "\(command.path)")
      }
    }
  }
}
