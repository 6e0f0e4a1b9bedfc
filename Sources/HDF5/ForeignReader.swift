import CHDF5
import Foundation
import Synchronization

/// The way to the process that reads foreign files, started when it is first needed and again where it has died; it ends
/// with this process.
final class ForeignReader: Sendable {
  static let shared = ForeignReader()

  /// This side's end of the socket, and the process.
  private struct Connection {
    let socket: Int32
    let process: pid_t
  }

  private let connection = Mutex<Connection?>(nil)

  /// How the process that read a file ended, as `waitpid` says it, and what it wrote.
  struct Reply {
    var ending: Int32
    var answer: Data
  }

  /// How long a process may take to start on a machine that is busy.
  private static let startAllowance = Duration.seconds(60)

  /// Has one file read.
  func read(_ request: ForeignRequest) throws -> Reply {
    let bytes = try JSONEncoder().encode(request)
    return try connection.withLock { connection in
      // The process may have been ended by what ends this one too, such as Ctrl-C; then by nothing twice.
      for _ in 0..<2 {
        let current = try connection ?? Self.start(for: request)
        connection = current
        let deadline = ContinuousClock.now + Self.startAllowance + .seconds(request.patience)
        if let reply = try Self.exchange(bytes, current, request, before: deadline) { return reply }
        Self.end(current)
        connection = nil
        // A process that waits for a disk may not even be killed.
        if ContinuousClock.now >= deadline { throw request.impatience }
      }
      throw Self.failure(request, "it ended without an answer")
    }
  }

  private static func exchange(
    _ bytes: Data, _ connection: Connection, _ request: ForeignRequest, before deadline: ContinuousClock.Instant
  ) throws -> Reply? {
    let answers = try socketPair(SOCK_STREAM, for: request)
    defer { close(answers[0]) }
    let sent = bytes.withUnsafeBytes { chdf5_send(connection.socket, $0.baseAddress, $0.count, answers[1]) }
    close(answers[1])
    guard sent == bytes.count else { return nil }
    var answer = Data()
    var part = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      guard isReadable(answers[0], before: deadline) else { return nil }
      let count = Foundation.read(answers[0], &part, part.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      answer.append(contentsOf: part[..<count])
    }
    guard isReadable(connection.socket, before: deadline) else { return nil }
    var ending: Int32 = -1
    let size = MemoryLayout<Int32>.size
    guard recv(connection.socket, &ending, size, 0) == size, ending >= 0 else { return nil }
    return Reply(ending: ending, answer: answer)
  }

  /// Waits until there is something to read, or the other side has gone.
  private static func isReadable(_ descriptor: Int32, before deadline: ContinuousClock.Instant) -> Bool {
    while true {
      let left = deadline - .now
      guard left > .zero else { return false }
      var state = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let milliseconds = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
      let ready = poll(&state, 1, Int32(clamping: milliseconds + 1))
      if ready > 0 { return true }
      if ready < 0, errno != EINTR { return false }
    }
  }

  private static func end(_ connection: Connection) {
    close(connection.socket)
    kill(connection.process, SIGKILL)
    while waitpid(connection.process, nil, 0) < 0, errno == EINTR {}
  }

  /// Starts `bench read-hdf5`, with a socket as its standard input.
  private static func start(for request: ForeignRequest) throws -> Connection {
    let sockets = try socketPair(SOCK_SEQPACKET, for: request)
    defer { close(sockets[1]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, sockets[1], STDIN_FILENO)
    // A crash's last words are no message of ours.
    for output in [STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, output, "/dev/null", O_WRONLY, 0)
    }
    // Crashes are expected there: no backtraces. And no threads, which `fork` would leave behind.
    let settings = [
      "SWIFT_BACKTRACE": "enable=no", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    ]
    let environment = ProcessInfo.processInfo.environment.merging(settings) { $1 }
    let executable = try executable(for: request)
    var process = pid_t()
    let code = withCStrings([executable, "read-hdf5"]) { arguments in
      withCStrings(environment.map { "\($0)=\($1)" }) {
        posix_spawn(&process, executable, &actions, nil, arguments, $0)
      }
    }
    guard code == 0 else {
      close(sockets[0])
      throw failure(request, "\(executable): \(String(cString: strerror(code)))")
    }
    return Connection(socket: sockets[0], process: process)
  }

  /// This executable, or the `bench` beside it where it is a bundle of tests.
  private static func executable(for request: ForeignRequest) throws -> String {
    let own = "/proc/self/exe"
    let path = try FileManager.default.destinationOfSymbolicLink(atPath: own)
    guard path.hasSuffix(".xctest") else { return own }
    return URL(filePath: path).deletingLastPathComponent().appending(path: "bench").path
  }

  private static func socketPair(_ type: __socket_type, for request: ForeignRequest) throws -> [Int32] {
    var sockets: [Int32] = [-1, -1]
    let kind = Int32(type.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &sockets) == 0 else { throw failure(request, String(cString: strerror(errno))) }
    return sockets
  }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let pointers = strings.map { strdup($0) }
    defer { pointers.forEach { free($0) } }
    return body(pointers + [nil])
  }

  private static func failure(_ request: ForeignRequest, _ reason: String) -> HDF5Failure {
    .fileSystem(operation: "read", file: request.file, reason: "the process that reads HDF5 files failed: \(reason)")
  }
}
