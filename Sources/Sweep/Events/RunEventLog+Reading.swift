package import Foundation

extension RunEventLog {
  /// The entries at the end of a log, in order; empty where there is no log.
  ///
  /// Lines that are torn, damaged or of another version are left out, whatever bytes are in them.
  ///
  /// - Parameter tail: So many bytes are read at most.
  package static func entries(of file: URL, tail: Int = 64 << 10) -> [RunLogEntry] {
    lines(of: file, tail: tail).compactMap { EventCoding.value(RunLogEntry.self, of: $0) }
  }

  /// The last entry; `nil` where there is none.
  package static func last(of file: URL) -> RunLogEntry? {
    for line in lines(of: file, tail: 4 << 10).reversed() {
      if let entry = EventCoding.value(RunLogEntry.self, of: line) { return entry }
    }
    return entries(of: file).last
  }

  /// The entries from the last epoch that was done, or from the start of training: what a `RunProgress` takes to know how
  /// far a run has come, without the many lines before.
  package static func recent(of file: URL) -> [RunLogEntry] {
    var entries: [RunLogEntry] = []
    for line in lines(of: file, tail: 64 << 10).reversed() {
      guard let entry = EventCoding.value(RunLogEntry.self, of: line) else { continue }
      entries.append(entry)
      switch entry.event {
      case .epoch, .started: return entries.reversed()
      default: continue
      }
    }
    return entries.reversed()
  }

  /// The whole lines among a file's last bytes; none of what is no file.
  private static func lines(of file: URL, tail: Int) -> [Data] {
    let descriptor = open(file.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
    let start = max(0, Int(status.st_size) - max(0, tail))
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size) - start)
    var count = 0
    bytes.withUnsafeMutableBytes { buffer in
      while count < buffer.count {
        let read = pread(
          descriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count, off_t(start + count))
        if read < 0, errno == EINTR { continue }
        guard read > 0 else { break }
        count += read
      }
    }
    var lines = bytes.prefix(count).split(separator: 0x0A, omittingEmptySubsequences: false)
    if start > 0, !lines.isEmpty { lines.removeFirst() }
    return lines.filter { $0.first == 0x7B }.map { Data($0) }
  }
}
