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
      try RepeatedOptions.check(Array(CommandLine.arguments.dropFirst()))
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      end(with: error)
    }
  }

  /// Prints an error so that no name in it can steer the terminal, and exits with its status.
  private static func end(with error: any Error) -> Never {
    // Foundation's own text would be `NSCocoaErrorDomain error 512`.
    let error = FileFailure(error) ?? error
    let code = isUsage(error) ? .validationFailure : exitCode(for: error)
    let message = fullMessage(for: error)
    // Help and versions are what was asked for; an exit status alone has no message.
    if code == .success || message.isEmpty { exit(withError: error) }
    note(message)
    Foundation.exit(code.rawValue)
  }

  /// Whether the command line cannot be meant, as where the argument parser itself refuses it.
  private static func isUsage(_ error: any Error) -> Bool {
    error is RepeatedOptionFailure || (error as? StudyFailure)?.isOfOptions == true
  }
}
