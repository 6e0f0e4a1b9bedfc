import ArgumentParser
import BenchCore
import Synchronization

/// How much is told beside what was asked for.
enum Verbosity: Sendable {
  /// Warnings and errors alone.
  case quiet
  case normal
  /// What is read and planned too, and when.
  case verbose

  /// What a line on standard error must be at least to be written.
  var least: NoteLevel {
    switch self {
    case .quiet: .warning
    case .normal: .note
    case .verbose: .detail
    }
  }

  private static let chosen = Mutex(Verbosity.normal)
  private static let start = ContinuousClock.now

  /// What the command line of this process asks for.
  static var current: Verbosity { chosen.withLock { $0 } }

  /// Takes over what a command was given, before it runs.
  static func apply(_ command: any ParsableCommand) {
    _ = start
    let options = Mirror(reflecting: command).children.lazy.compactMap { $0.value as? OptionGroup<VerbosityOptions> }
    guard let given = options.first?.wrappedValue else { return }
    chosen.withLock { $0 = given.chosen }
  }

  /// Since the command line was read, to a hundredth.
  static var seconds: String {
    let hundredths = Int(((ContinuousClock.now - start).seconds * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }
}

extension NameSpecification {
  /// Of what a command creates: `--out` and `-o`.
  static var output: NameSpecification { [.customShort("o"), .long] }
}

/// The options of every command that say how much it tells.
struct VerbosityOptions: ParsableArguments {
  @Flag(name: [.customShort("q"), .long], help: "No progress and no notes; warnings and errors stay.")
  var quiet = false

  @Flag(name: [.customShort("v"), .long], help: "Tell what is read and planned, too, and when.")
  var verbose = false

  func validate() throws {
    if quiet, verbose { throw ValidationError("--quiet and --verbose are opposites") }
  }

  var chosen: Verbosity { quiet ? .quiet : verbose ? .verbose : .normal }
}
