import ArgumentParser
import BenchCore
import Foundation
import Studies

extension Bench {
  /// Runs the command that the arguments name; the one place where errors end the program.
  static func main() async {
    Output.guardStandardStreams()
    do {
      try GivenText.check()
      var command = try given(Array(CommandLine.arguments.dropFirst()))
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      detail("done")
    } catch {
      end(with: error)
    }
  }

  /// The command that words ask for; what is to be said of them is told when it is known how much is told.
  private static func given(_ typed: [String]) throws -> any ParsableCommand {
    var notes: [String] = []
    do {
      let words = try GivenWords.read(typed) { notes.append($0) }
      try RepeatedOptions.check(words)
      let command = try Self.command(of: words)
      Verbosity.apply(command)
      for line in notes { note(line) }
      return command
    } catch {
      // What is refused is named in its new spelling.
      let isQuiet = typed.contains("--quiet") || typed.contains("-q")
      if !isQuiet { for line in notes { note(line) } }
      throw error
    }
  }

  private static func command(of words: [String]) throws -> any ParsableCommand {
    try CommandMistake.checkHelp(words)
    do {
      return try parseAsRoot(words)
    } catch {
      if let mistake = CommandMistake(behind: error, in: words) { throw mistake }
      throw error
    }
  }

  /// Prints an error so that no name in it can steer the terminal, and exits with its status.
  private static func end(with error: any Error) -> Never {
    // Foundation's own text would be `NSCocoaErrorDomain error 512`.
    let error = FileFailure(error) ?? ResultsFailure(error) ?? error
    // As where the argument parser itself refuses the command line.
    let isUsage = (error as? any BenchFailure)?.isUsage == true
    let code = isUsage ? .validationFailure : exitCode(for: error)
    let width = Terminal.output.textWidth
    // It reads the variable that is set below.
    _ = Terminal.errors
    // What the argument parser would break is broken here.
    setenv("COLUMNS", "100000", 1)
    let message = fullMessage(for: error)
    // An exit status alone has no message.
    if message.isEmpty { exit(withError: error) }
    if code == .success {
      // Help and versions are what was asked for.
      print(HelpText.fitted(message, to: width))
    } else {
      tell(message, as: .error)
    }
    Foundation.exit(code.rawValue)
  }
}
