import BenchCore
package import Foundation
import Testing

/// Feeds damaged files to a reader, each of which it has to read or to refuse with a message.
///
/// Tests try some hundreds. `Tests/Checks/fuzz_readers.py` tries as many as it is told, one reader at a time: then
/// memory and time of each file are held to limits, and a file that ends the process is found where it was written.
package enum ReaderFuzz {
  /// More than any damaged small file may take.
  private static let (secondLimit, byteLimit) = (10.0, 1 << 30)

  /// What became of the files.
  package struct Outcome: Encodable {
    package var reader: String
    package var files = 0
    package var accepted = 0
    package var refused = 0
    /// The longest that a file took, in seconds of this thread.
    package var seconds = 0.0
    /// The most memory that a file took beyond what the process had before, in bytes; 0 where it is not measured.
    package var memory = 0
  }

  private struct Settings {
    private let environment = ProcessInfo.processInfo.environment

    /// How many files to try; `nil` for as many as a test tries.
    var count: Int? { environment["NCBENCH_FUZZ"].flatMap { Int($0) } }
    var seed: UInt64 { environment["NCBENCH_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1 }
    /// Where the file at hand is, and those that failed; in memory where the system can.
    var folder: URL {
      if let path = environment["NCBENCH_FUZZ_FOLDER"] { return URL(filePath: path) }
      let shared = URL(filePath: "/dev/shm")
      let isThere = FileManager.default.isWritableFile(atPath: shared.path)
      return (isThere ? shared : FileManager.default.temporaryDirectory)
        .appending(path: "nc-bench-fuzz-\(ProcessInfo.processInfo.processIdentifier)")
    }
    /// How many of the files to keep for the commands.
    var keptCount: Int { environment["NCBENCH_FUZZ_KEEP"].flatMap { Int($0) } ?? 0 }
  }

  /// Tries damaged files.
  ///
  /// - Parameters:
  ///   - reader: A word for the reader, which names its files.
  ///   - originals: Sound files of one format.
  ///   - words: Pieces of the format.
  ///   - file: The name that the reader is to find.
  ///   - count: How many files a test tries.
  ///   - read: Reads the file, which lies alone in a folder that lasts; throws a `BenchFailure` where it is damaged.
  @discardableResult
  package static func run(
    _ reader: String, originals: [Data], words: [String] = [], file name: String, count: Int,
    read: (URL) throws -> Void
  ) throws -> Outcome {
    let settings = Settings()
    let folder = settings.folder.appending(path: reader)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let isMeasured = settings.count != nil
    defer { if !isMeasured { try? FileManager.default.removeItem(at: folder) } }
    let file = folder.appending(path: name)
    for original in originals {
      try original.write(to: file)
      try read(file)
    }
    var outcome = Outcome(reader: reader)
    let total = settings.count ?? count
    var mutator = FileMutator(
      of: originals.map { [UInt8]($0) }, words: words.map { Array($0.utf8) },
      generator: SeededGenerator(seed: settings.seed, stream: "fuzz \(reader)"))
    func keep(_ why: String) throws {
      let kept = folder.appending(path: "\(why)-\(outcome.files)-\(name)")
      try? FileManager.default.removeItem(at: kept)
      try FileManager.default.copyItem(at: file, to: kept)
    }
    for index in 0..<total {
      try Data(mutator.next()).write(to: file)
      outcome.files += 1
      if settings.keptCount > 0, index % max(1, total / settings.keptCount) == 0 { try keep("kept") }
      let before = isMeasured ? Resources.resetPeak() : 0
      let start = Resources.threadSeconds
      do {
        try read(file)
        outcome.accepted += 1
      } catch let failure as any BenchFailure {
        outcome.refused += 1
        let text = failure.description
        if failure.problem.isEmpty || text.utf8.count > 10_000 {
          Issue.record("\(reader), file \(index): a message of \(text.utf8.count) bytes")
        }
      } catch {
        Issue.record("\(reader), file \(index): \(type(of: error)) is no BenchFailure: \(error)")
        if isMeasured { try keep("untyped") }
      }
      let seconds = Resources.threadSeconds - start
      let memory = isMeasured ? max(0, Resources.peak - before) : 0
      outcome.seconds = max(outcome.seconds, seconds)
      outcome.memory = max(outcome.memory, memory)
      if seconds > secondLimit || memory > byteLimit {
        Issue.record("\(reader), file \(index): \(seconds) s and \(memory) bytes")
        if isMeasured { try keep("costly") }
      }
    }
    if isMeasured {
      try JSONEncoder().encode(outcome).write(to: settings.folder.appending(path: "\(reader).json"))
    }
    return outcome
  }
}

/// What this process uses, from Linux's `/proc`.
private enum Resources {
  /// The processor time of this thread.
  static var threadSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// The most memory since the last reset, in bytes.
  static var peak: Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) << 10
  }

  /// Starts to measure the peak afresh; returns the memory in use.
  static func resetPeak() -> Int {
    try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
    return peak
  }
}
