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
}
