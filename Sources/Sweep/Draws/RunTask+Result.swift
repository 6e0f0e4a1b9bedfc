package import Foundation
import ResultStore

extension RunTask {
  /// Reads a file of `RESULTS/runs`, or the one that a result of `RESULTS` was made by.
  ///
  /// - Throws: What `read` throws and what reading a result throws; `DrawsFailure.noRunFile` and `.otherRun`.
  package static func read(ofResultOrRun file: URL) throws -> RunTask {
    guard file.pathExtension == ResultStore.fileExtension else { return try read(file) }
    let record = try ResultStore.read(file, including: .summary)
    let name = file.deletingPathExtension().lastPathComponent
    let source = file.deletingLastPathComponent().appending(path: "runs").appending(path: "\(name).json")
    guard source.isFile else {
      throw DrawsFailure.noRunFile(result: file.relativePath, expected: source.relativePath)
    }
    let task = try read(source)
    guard task.run.signature == record.signature else {
      throw DrawsFailure.otherRun(result: file.relativePath, file: source.relativePath)
    }
    return task
  }
}
