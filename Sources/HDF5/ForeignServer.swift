import CHDF5
import Foundation

/// The process that reads foreign files for another one: the hidden command `bench read-hdf5`.
///
/// It reads each file in a child of its own, with limits of time and memory, so that a file that crashes the HDF5 library
/// or never lets go of it costs only that child.
package enum ForeignServer {
  /// Answers requests on standard input, a socket, until the other side has gone; `false` where there is no socket.
  package static func run() -> Bool {
    setLimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), 0)
    prepare()
    var request = [UInt8](repeating: 0, count: ForeignRequest.greatestSize)
    while true {
      var answer: Int32 = -1
      let count = chdf5_receive(STDIN_FILENO, &request, request.count, &answer)
      if count <= 0 { return count == 0 }
      // Ends with the child.
      var lifeline: Int32 = -1
      let child = chdf5_fork(&lifeline)
      if child == 0 { read(Data(request[..<count]), answer) }
      close(answer)
      // As `waitpid` says it; negative where there was no child.
      var ending: Int32 = -1
      if child > 0 {
        if hasHungUp(before: lifeline) { kill(child, SIGKILL) }
        close(lifeline)
        while waitpid(child, &ending, 0) < 0, errno == EINTR {}
      }
      let sent = withUnsafeBytes(of: ending) { send(STDIN_FILENO, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if sent < 0 { return true }
    }
  }

  /// Waits for the end of a child; `true` where the other side of standard input has gone before.
  private static func hasHungUp(before lifeline: Int32) -> Bool {
    var states = [
      pollfd(fd: STDIN_FILENO, events: 0, revents: 0), pollfd(fd: lifeline, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&states, 2, -1) < 0 { guard errno == EINTR else { return false } }
    return states[0].revents != 0
  }

  /// Does once what each child would have to do again: libraries set themselves up at their first use.
  private static func prepare() {
    _ = Library.locked { H5open() }
    let request = ForeignRequest(file: "", byteCount: 0, childless: [])
    _ = try? JSONDecoder().decode(ForeignRequest.self, from: JSONEncoder().encode(request))
    _ = try? JSONEncoder().encode(ForeignReport())
  }

  /// Reads one file in this process, which ends.
  private static func read(_ bytes: Data, _ answer: Int32) -> Never {
    guard let request = try? JSONDecoder().decode(ForeignRequest.self, from: bytes) else { _exit(2) }
    setLimits(request)
    do {
      let root = try File.open(request.file, source: FileSource(bytes: request.byteCount))
      let image = try MemoryImage(at: Location(file: request.file, object: "/"))
      var copy = ForeignCopy(childless: request.childless, greatestBytes: request.greatestBytes)
      try copy.copy(root, into: image.root())
      try image.close { end(ForeignReport(unreadable: copy.unreadable), UnsafeRawBufferPointer($0), answer) }
    } catch let failure as HDF5Failure {
      end(ForeignReport(failure: failure), UnsafeRawBufferPointer(start: nil, count: 0), answer)
    } catch {}
    _exit(2)
  }

  private static func end(_ report: ForeignReport, _ contents: UnsafeRawBufferPointer, _ answer: Int32) -> Never {
    guard let text = try? JSONEncoder().encode(report) else { _exit(2) }
    let isWritten =
      withUnsafeBytes(of: text.count) { write($0, to: answer) }
      && text.withUnsafeBytes { write($0, to: answer) } && write(contents, to: answer)
    _exit(isWritten ? 0 : 2)
  }

  private static func setLimits(_ request: ForeignRequest) {
    // The thread may have been started with all signals blocked, those of the limits too.
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
    // One second more until the signal that nothing withstands.
    setLimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), request.seconds, hard: request.seconds + 1)
    // Where the file's disk does not answer, which takes no processor time.
    alarm(UInt32(clamping: request.patience))
    let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ").first
    guard let pages = pages.flatMap({ Int($0) }) else { return }
    setLimit(__rlimit_resource_t(RLIMIT_AS.rawValue), pages * Int(sysconf(Int32(_SC_PAGESIZE))) + request.memory)
  }

  private static func setLimit(_ resource: __rlimit_resource_t, _ value: Int, hard: Int? = nil) {
    var limit = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(hard ?? value))
    setrlimit(resource, &limit)
  }

  private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let written = Foundation.write(descriptor, rest.baseAddress, rest.count)
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return false }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
    }
    return true
  }
}
