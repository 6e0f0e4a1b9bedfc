import Foundation
import TestSupport
import Testing

@testable import bench

/// docs/cli.md against the commands.
@Suite struct CommandPageTests {
  /// The program as it describes itself where no variable of the environment changes a default.
  private func program() throws -> CommandDescription {
    try withTemporaryFolder { folder in
      let bench = try BenchProcess(["--experimental-dump-help"], in: folder)
      bench.process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("NCBENCH_") }
      return try CommandDescription.program(Data(bench.finished().output.utf8))
    }
  }

  /// With `NCBENCH_RECORD_SNAPSHOTS=1` the lists are written again, and the test still fails: they are to be looked at.
  @Test func thePageListsTheCommands() throws {
    let file = Repository.root.appending(path: "docs/cli.md")
    var page = try String(contentsOf: file, encoding: .utf8)
    let lists = [
      ("commands", CommandPage.commands(of: try program())),
      ("old spellings", CommandPage.oldSpellings(OldSpelling.all)),
    ]
    let isRecording = ProcessInfo.processInfo.environment["NCBENCH_RECORD_SNAPSHOTS"] == "1"
    for (name, list) in lists {
      let pattern = try Regex<(Substring, Substring)>("(?s)<!-- \(name):[^\\n]*-->\\n(.*)<!-- end of \(name) -->")
      let match = try #require(page.firstMatch(of: pattern), "no place for \(name)")
      let same = String(match.output.1) == list
      if isRecording {
        page.replaceSubrange(match.output.1.startIndex..<match.output.1.endIndex, with: list)
      } else {
        #expect(same, "\(name): NCBENCH_RECORD_SNAPSHOTS=1 swift test --filter CommandPageTests writes them again")
      }
    }
    guard isRecording else { return }
    try Data(page.utf8).write(to: file)
    Issue.record("wrote the lists of docs/cli.md")
  }

  @Test func aCommandIsARowForEachOption() throws {
    let json = """
      {"command": {"commandName": "bench", "shouldDisplay": true, "subcommands": [{
        "commandName": "draw", "abstract": "Draw | paint.", "shouldDisplay": true, "arguments": [
          {"kind": "positional", "isRepeating": true, "shouldDisplay": true, "isOptional": false, "valueName": "files",
           "abstract": "What to draw."},
          {"kind": "flag", "isRepeating": false, "shouldDisplay": true, "isOptional": true, "valueName": "red",
           "names": [{"kind": "long", "name": "red"}], "abstract": "In red."},
          {"kind": "flag", "isRepeating": false, "shouldDisplay": true, "isOptional": true, "valueName": "no-red",
           "names": [{"kind": "long", "name": "no-red"}], "abstract": "In red."},
          {"kind": "option", "isRepeating": false, "shouldDisplay": true, "isOptional": true, "valueName": "size",
           "names": [{"kind": "short", "name": "s"}, {"kind": "long", "name": "size"}], "defaultValue": "1",
           "allValues": ["1", "2"], "abstract": "How\\n large.", "discussion": "In metres."},
          {"kind": "option", "isRepeating": false, "shouldDisplay": false, "isOptional": true, "valueName": "secret",
           "names": [{"kind": "long", "name": "secret"}]}]}]}}
      """
    #expect(
      CommandPage.commands(of: try .program(Data(json.utf8))) == """
        ### bench draw

        Draw \\| paint.

        | option | value | default | meaning |
        |---|---|---|---|
        | `<files> ...` |  | *required* | What to draw. |
        | `--red`, `--no-red` |  |  | In red. |
        | `-s`, `--size` | `1`, `2` | `1` | How large. In metres. |

        """)
  }
}
