import Foundation

/// Files of other origin, read by another process: the HDF5 library crashes, hangs or takes gigabytes where a bit is wrong.
enum ForeignFile {
  /// Has a file copied, as far as it can be read, and opens the copy, which is only in memory.
  ///
  /// - Parameter isSealed: Whether the file is one with a checksum all the same.
  /// - Throws: `HDF5Failure`.
  static func open(_ file: DiskFile, childless: Set<String>, isSealed: Bool) throws -> Group {
    let request = ForeignRequest(file: file.url.path, byteCount: file.byteCount, childless: childless)
    // One expression, so that nothing keeps the answer once the library has taken it over.
    return try open(ForeignReader.shared.read(request), to: request, isSealed: isSealed)
  }

  private static func open(
    _ reply: consuming ForeignReader.Reply, to request: ForeignRequest, isSealed: Bool
  ) throws -> Group {
    guard reply.ending == 0 else { throw failure(of: request, signal: reply.ending & 0x7f) }
    guard let (report, contents) = parts(of: (consume reply).answer) else {
      throw HDF5Failure.damaged(
        file: request.file, message: "it made the process that read it give an answer that is none")
    }
    if let failure = report.failure { throw failure }
    let source = FileSource(bytes: contents.count, isSealed: isSealed, unreadable: report.unreadable)
    return try File.open(request.file, contents: consume contents, source: source)
  }

  /// The report and the HDF5 file of an answer, which is not trusted: a crafted file may have taken over the process that
  /// gave it; `nil` for anything else.
  static func parts(of answer: Data) -> (report: ForeignReport, contents: Data)? {
    let size = MemoryLayout<Int>.size
    guard answer.count >= size else { return nil }
    let reportSize = answer.withUnsafeBytes { $0.loadUnaligned(as: Int.self) }
    guard (0...answer.count - size).contains(reportSize) else { return nil }
    let text = answer.dropFirst(size).prefix(reportSize)
    guard let report = try? JSONDecoder().decode(ForeignReport.self, from: text) else { return nil }
    return (report, answer.dropFirst(size + reportSize))
  }

  /// What the end of the process that read a file by a signal says of the file, or of its disk.
  static func failure(of request: ForeignRequest, signal: Int32) -> HDF5Failure {
    if signal == SIGALRM { return request.impatience }
    let message =
      switch signal {
      case SIGXCPU: "the HDF5 library did not get through with it in \(request.seconds) s"
      case SIGKILL: "the process that read it was killed: the time of \(request.seconds) s or the memory ran out"
      case 0: "the HDF5 library ran out of memory on it"
      default: "the HDF5 library crashed on it, or ran out of memory: signal \(signal)"
      }
    return .damaged(file: request.file, message: message)
  }
}
