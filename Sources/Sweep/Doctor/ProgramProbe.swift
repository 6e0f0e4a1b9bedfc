import Foundation
import Subprocess
import Synchronization
import SystemPackage

/// Asks other programs what they are, for a few seconds each.
struct ProgramProbe {
  enum Result: Sendable, Equatable {
    /// It ended with exit status 0; what it printed, both streams as one.
    case output(String)
    /// It ended otherwise; how, and what it printed.
    case failure(String)
    /// There is no such program on the path.
    case missing
    /// It was stopped.
    case timedOut
  }

  let environment: [String: String]

  /// Runs a program to its end, or stops it. Blocks its thread, which must not be one of Swift's tasks.
  func run(_ command: [String], seconds: Double) -> Result {
    guard let name = command.first, let program = path(of: name) else { return .missing }
    let ended = DispatchSemaphore(value: 0)
    let answer = Answer()
    let task = Task {
      answer.set(await Self.output(of: program, Array(command.dropFirst()), environment))
      ended.signal()
    }
    if ended.wait(timeout: .now() + seconds) == .timedOut { task.cancel() }
    return answer.value
  }

  private final class Answer: Sendable {
    private let result = Mutex<Result>(.timedOut)
    var value: Result { result.withLock { $0 } }
    func set(_ value: Result) { result.withLock { $0 = value } }
  }

  private static func output(
    of program: String, _ arguments: [String], _ environment: [String: String]
  ) async -> Result {
    let variables = environment.map { Array("\($0.key)=\($0.value)\0".utf8) }
    do {
      let ended = try await Subprocess.run(
        .path(FilePath(program)), arguments: Arguments(arguments), environment: .custom(variables), input: .none,
        output: .string(limit: 1 << 16), error: .combinedWithOutput)
      let text = ended.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
      if ended.terminationStatus.isSuccess { return .output(text) }
      return .failure(text.isEmpty ? "\(ended.terminationStatus)" : text)
    } catch {
      return .failure("\(error)")
    }
  }

  private func path(of name: String) -> String? {
    guard !name.contains("/") else { return FileManager.default.isExecutableFile(atPath: name) ? name : nil }
    return (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
