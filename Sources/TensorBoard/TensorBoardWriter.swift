package import BenchCore
package import Foundation

/// Writes what TensorBoard shows of one run into an event file of its own.
///
/// A run that goes on begins another file, which says from which step on the earlier ones are void: each step is shown
/// once.
package final class TensorBoardWriter {
  private let file: URL
  private let descriptor: Int32
  /// The bytes of whole records.
  private var size = 0

  /// Creates the folder and a file in it.
  ///
  /// - Parameter firstStep: What earlier files of the folder say of this step and later ones is void.
  /// - Throws: `FileFailure`.
  package init(directory: URL, firstStep: Int) throws(FileFailure) {
    try OutputFolder.create(directory)
    let process = ProcessInfo.processInfo
    let name = "events.out.tfevents.\(Self.stamp(in: directory)).\(process.hostName).\(process.processIdentifier).0"
    file = directory.appending(path: name)
    descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileFailure(operation: .create, file: file.path) }
    try write(Self.event(step: 0) { $0.fileVersion = "brain.Event:2" })
    try write(Self.event(step: firstStep) { $0.sessionLog.status = .start })
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Writes numbers of a step, such as an epoch.
  ///
  /// - Throws: `FileFailure`; the file is as it was before.
  package func write(scalars: [(tag: String, value: Double)], step: Int) throws(FileFailure) {
    try write(
      Self.event(step: step) { event in
        event.summary.value = scalars.map { scalar in
          .with {
            $0.tag = scalar.tag
            $0.simpleValue = Float(scalar.value)
          }
        }
      })
  }

  /// Writes a text in Markdown.
  ///
  /// - Throws: `FileFailure`; the file is as it was before.
  package func write(text: String, tag: String, step: Int) throws(FileFailure) {
    let value = Tensorflow_Summary.Value.with {
      $0.tag = tag
      $0.metadata.pluginData.pluginName = "text"
      $0.tensor.dtype = .dtString
      $0.tensor.tensorShape.dim = [.with { $0.size = 1 }]
      $0.tensor.stringVal = [Data(text.utf8)]
    }
    try write(Self.event(step: step) { $0.summary.value = [value] })
  }

  private static func event(step: Int, _ fill: (inout Tensorflow_Event) -> Void) -> Tensorflow_Event {
    .with {
      $0.wallTime = Date().timeIntervalSince1970
      $0.step = Int64(step)
      fill(&$0)
    }
  }

  private func write(_ event: Tensorflow_Event) throws(FileFailure) {
    guard let message = try? event.serializedData() else { return }
    let record = EventRecord.framed(message)
    let count = record.withUnsafeBytes { bytes in
      var count = 0
      while count < bytes.count {
        let written = Foundation.write(descriptor, bytes.baseAddress?.advanced(by: count), bytes.count - count)
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { break }
        count += written
      }
      return count
    }
    guard count < record.count else { return size += count }
    let failure = FileFailure(operation: .write, file: file.path)
    // A torn record would end the reading of all that follows.
    if ftruncate(descriptor, off_t(size)) == 0 { lseek(descriptor, off_t(size), SEEK_SET) }
    throw failure
  }

  /// The time that files are ordered by: later than that of every file there is, also when the clock was set back.
  private static func stamp(in directory: URL) -> Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
    let stamps = names.filter { $0.contains("tfevents") }
      .compactMap { $0.split(separator: ".").dropFirst(3).first.flatMap { Int($0) } }.filter { $0 < 1 << 40 }
    return max(Int(Date().timeIntervalSince1970), (stamps.max() ?? 0) + 1)
  }
}
