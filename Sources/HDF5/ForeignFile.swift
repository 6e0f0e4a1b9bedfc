import Foundation

/// Files of other origin, read by another process: the HDF5 library crashes, hangs or takes gigabytes where a bit is wrong.
enum ForeignFile {
  /// Has a file copied, as far as it can be read, and opens the copy, which is only in memory.
  ///
  /// - Throws: `HDF5Failure`.
  static func open(_ file: DiskFile, childless: Set<String>) throws -> Group {
    let request = ForeignRequest(file: file.url.path, byteCount: file.byteCount, childless: childless)
    let (ending, answer) = try ForeignReader.shared.read(request)
    guard ending == 0 else { throw failure(of: request, signal: ending & 0x7f) }
    let size = MemoryLayout<Int>.size
    let reportSize = answer.prefix(size).withUnsafeBytes { $0.loadUnaligned(as: Int.self) }
    let report = try JSONDecoder().decode(ForeignReport.self, from: answer.dropFirst(size).prefix(reportSize))
    if let failure = report.failure { throw failure }
    let contents = answer.dropFirst(size + reportSize)
    let source = FileSource(bytes: contents.count, unreadable: report.unreadable)
    return try File.open(request.file, contents: contents, source: source)
  }

  private static func failure(of request: ForeignRequest, signal: Int32) -> HDF5Failure {
    let message =
      switch signal {
      case SIGXCPU, SIGALRM: "the HDF5 library did not get through with it in \(request.seconds) s"
      case SIGKILL: "the process that read it was killed: the time of \(request.seconds) s or the memory ran out"
      case 0: "the HDF5 library ran out of memory on it"
      default: "the HDF5 library crashed on it, or ran out of memory: signal \(signal)"
      }
    return .damaged(file: request.file, message: message)
  }
}
