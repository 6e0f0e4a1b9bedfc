import BenchCore
import Foundation

/// The process that holds a lock, as the lock's file says.
struct LockHolder: Codable, Equatable, Sendable {
  var host: String
  /// The start of the machine that `processID` belongs to, and its space of process numbers: containers have their own.
  var machine: String
  var processID: Int32
  /// When the process started, in the kernel's ticks: numbers are given again.
  var processStart: UInt64
  /// In seconds since 1970, for people.
  var since: Double
  /// Tells apart two locks of one process.
  var token: String

  /// This process.
  static func current() -> LockHolder {
    let processID = getpid()
    return LockHolder(
      host: ProcessInfo.processInfo.hostName, machine: thisMachine, processID: processID,
      processStart: start(of: processID) ?? 0, since: Date().timeIntervalSince1970, token: UUID().uuidString)
  }

  /// For messages, such as `process 4711 on node3`.
  var name: String { "process \(processID) on \(host.printableLine)" }

  /// Whether the process runs; `nil` where this machine cannot know.
  var isRunning: Bool? {
    guard machine == Self.thisMachine, !machine.isEmpty, processID > 0 else { return nil }
    if let start = Self.start(of: processID) { return start == processStart }
    // Another user's process may be hidden.
    return kill(processID, 0) == 0 ? Self.hasEnded(processID) != true : errno == EPERM
  }

  /// The boot and the space of process numbers; empty where the kernel does not say.
  private static let thisMachine: String = {
    guard let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8),
      let space = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
    else { return "" }
    return "\(boot.trimmingCharacters(in: .whitespacesAndNewlines)) \(space)"
  }()

  /// The state and the start of a process; `nil` where it cannot be looked at.
  private static func status(of processID: Int32) -> (state: Substring, start: UInt64)? {
    guard let text = try? String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8),
      // The second field is the program's name in parentheses, with any characters.
      let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 19, let start = UInt64(fields[19]) else { return nil }
    return (fields[0], start)
  }

  private static func hasEnded(_ processID: Int32) -> Bool? {
    status(of: processID).map { $0.state == "Z" || $0.state == "X" }
  }

  /// When a process started; `nil` where it has ended, waited for or not.
  private static func start(of processID: Int32) -> UInt64? {
    guard let status = status(of: processID), status.state != "Z", status.state != "X" else { return nil }
    return status.start
  }
}

extension LockHolder {
  /// The holder that a lock's file names; `nil` where there is none.
  init?(file: URL) {
    guard let data = try? Data(contentsOf: file), let holder = try? JSONDecoder().decode(LockHolder.self, from: data)
    else { return nil }
    self = holder
  }
}
