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
      let words = try GivenWords.read(Array(CommandLine.arguments.dropFirst()))
      try RepeatedOptions.check(words)
      var command = try command(of: words)
      Verbosity.apply(command)
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
