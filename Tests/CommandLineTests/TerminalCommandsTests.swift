import DataTestSupport
import Foundation
import TestSupport
import Testing

/// Commands in windows: their width, their colours, their locale; and in pipes.
@Suite struct TerminalCommandsTests {
  @Test(.timeLimit(.minutes(15))) func everyWindowIsRespected() throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      let goldens = folder.appending(path: "goldens")
      try FileManager.default.createDirectory(at: goldens, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: Repository.goldens.appending(path: "pos_embed.h5"), to: goldens.appending(path: "pos_embed.h5"))
      let sweep = try BenchProcess.run(
        "sweep", "--data-root", "data", "--results", "out", "--epochs", "2", "--batch-size", "16", "--methods",
        "irra-sdm", "--noise", "0,50", in: folder)
      try #require(sweep.code == 0, "\(sweep.errors)")
      let help = try CommandHelp.all(in: folder).map { $0.path.joined(separator: " ") }
      try Data(help.joined(separator: "\n").utf8).write(to: folder.appending(path: "help"))
      let bench = try BenchProcess([], in: folder).process.executableURL?.path ?? ""
      try Python.check("check_terminals.py", bench, folder.path)
    }
  }
}

/// What the argument parser says of the commands that people see.
struct CommandHelp: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      var kind: String
      var name: String
    }

    var names: [Name]?
    var shouldDisplay: Bool
  }

  var commandName: String
  var shouldDisplay: Bool
  var superCommands: [String]?
  var discussion: String?
  var subcommands: [CommandHelp]?
  var arguments: [Argument]?

  private struct Tool: Decodable {
    var command: CommandHelp
  }

  /// Its words after `bench`.
  var path: [String] { Array(((superCommands ?? []) + [commandName]).dropFirst()) }

  /// Lines of the discussion that are examples.
  var examples: [String] {
    (discussion ?? "").split(separator: "\n").map(String.init).filter { $0.hasPrefix("  ") }
  }

  private var tree: [CommandHelp] { [self] + (subcommands ?? []).filter(\.shouldDisplay).flatMap(\.tree) }

  /// All commands but `help`, the root first.
  static func all(in folder: URL) throws -> [CommandHelp] {
    let help = try BenchProcess.run("--experimental-dump-help", in: folder)
    return try JSONDecoder().decode(Tool.self, from: Data(help.output.utf8)).command.tree
      .filter { $0.commandName != "help" }
  }
}
