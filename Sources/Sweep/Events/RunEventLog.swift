import BenchCore
package import Foundation
import Synchronization

/// Writes what happens during a run into `RESULTS/NAME.events.jsonl`, one JSON object a line (docs/events.md).
///
/// A log is never worth a run: what cannot be written is dropped, and said once.
package final class RunEventLog: Sendable {
  /// At least so many seconds lie between two lines about batches, and about a hundred of them are of one epoch at most.
  private static let batchInterval = 5.0

  private struct State {
    /// -1 before the file is opened.
    var descriptor: Int32 = -1
    /// Lines of before it is known whether the run starts afresh or goes on.
    var held: [RunLogEntry] = []
    var isDecided = false
    var hasFailed = false
    /// The last line is not whole.
    var isTorn = false
    var lastBatch: (elapsed: Double, percent: Int)?
    /// The seconds of work that the file tells of already.
    var earlier = 0.0
  }

  private let file: URL
  private let mayResume: Bool
  private let note: @Sendable (String) -> Void
  private let state = Mutex(State())

  /// Prepares a log; its file is opened with the first event.
  ///
  /// - Parameters:
  ///   - mayResume: Whether the run may go on from a state; only then a file of before is added to.
  ///   - note: Gets one line if the log cannot be written.
  package init(file: URL, mayResume: Bool, note: @escaping @Sendable (String) -> Void) {
    (self.file, self.mayResume, self.note) = (file, mayResume, note)
  }

  deinit {
    state.withLock { if $0.descriptor >= 0 { close($0.descriptor) } }
  }

  /// Adds a line, or not: lines about batches come now and then.
  ///
  /// - Parameter elapsed: Seconds since the run's process began.
  package func append(_ event: RunEvent, elapsed: Double) {
    let problem: String? = state.withLock { state in
      if case .batch(_, let done, let count) = event {
        let percent = Int(100 * Double(done) / Double(max(1, count)))
        if let last = state.lastBatch, elapsed - last.elapsed < Self.batchInterval || percent == last.percent {
          return nil
        }
        state.lastBatch = (elapsed, percent)
      }
      do throws(FileFailure) {
        try add(RunLogEntry(event, elapsed: elapsed), to: &state)
        return nil
      } catch {
        defer { state.hasFailed = true }
        return state.hasFailed ? nil : "\(error.problem)"
      }
    }
    if let problem { note("the event log \(file.lastPathComponent) \(problem); what is missing in it is not lost") }
  }

  private func add(_ entry: RunLogEntry, to state: inout State) throws(FileFailure) {
    guard !state.isDecided else { return try write(entry, to: &state) }
    switch entry.event {
    case .note, .started:
      if mayResume { return state.held.append(entry) }
      try open(&state, goingOn: false)
    case .resumed, .failed, .interrupted:
      // The line `resumed` says it all.
      state.held.removeAll { if case .started = $0.event { true } else { false } }
      try open(&state, goingOn: mayResume)
    case .batch, .epoch, .saved, .finished: try open(&state, goingOn: false)
    }
    for line in state.held { try write(line, to: &state) }
    state.held = []
    try write(entry, to: &state)
  }

  /// Opens the file, and empties it where the run starts afresh; never through a symbolic link, never anything but a file.
  private func open(_ state: inout State, goingOn: Bool) throws(FileFailure) {
    state.isDecided = true
    let flags = O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let descriptor = Foundation.open(file.path, flags, 0o666)
    guard descriptor >= 0 else {
      let reason = errno == ELOOP ? "it is a symbolic link" : nil
      throw FileFailure(operation: .write, file: file.path, reason: reason)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw FileFailure(operation: .write, file: file.path, reason: "it is no file")
    }
    state.descriptor = descriptor
    guard goingOn else {
      guard ftruncate(descriptor, 0) == 0 else { throw FileFailure(operation: .write, file: file.path) }
      return
    }
    state.earlier = max(0, Self.last(of: file)?.elapsed ?? 0)
    var last: UInt8 = 0
    state.isTorn = status.st_size > 0 && pread(descriptor, &last, 1, status.st_size - 1) == 1 && last != 0x0A
  }

  private func write(_ entry: RunLogEntry, to state: inout State) throws(FileFailure) {
    var entry = entry
    entry.elapsed += state.earlier
    guard state.descriptor >= 0, var line = try? EventCoding.line(of: entry) else { return }
    line.append(0x0A)
    if state.isTorn { line.insert(0x0A, at: 0) }
    let descriptor = state.descriptor
    let written = line.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = Foundation.write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }
        done += count
      }
      return done
    }
    guard written < line.count else { return state.isTorn = false }
    let failure = FileFailure(operation: .write, file: file.path)
    if written > 0 { state.isTorn = true }
    throw failure
  }
}
