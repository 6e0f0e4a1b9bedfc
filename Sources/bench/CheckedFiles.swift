import BenchCore
import Foundation
import Reports
import ResultStore

extension CheckedFile {
  /// Reads a result file as one of unknown origin and checks all that is in it.
  init(of file: URL) {
    do {
      let audited = try ResultStore.audit(file)
      self.init(
        file: file.relativePath, record: audited.record, schema: audited.schema, hasChecksum: audited.hasChecksum,
        stored: audited.contradictions)
    } catch let failure as any BenchFailure {
      self.init(file: file.relativePath, unreadable: failure.problem(in: file))
    } catch {
      self.init(file: file.relativePath, unreadable: error.systemReason)
    }
  }
}

extension BenchFailure {
  /// What is wrong and at which object, without the file's name, which stands in front.
  fileprivate func problem(in file: URL) -> String {
    let place = (location ?? "").replacing("\(file.path):", with: "")
    let object = place.isEmpty || place == file.path ? "" : "\(place): "
    return object + problem + (remedy.map { "; \($0)" } ?? "")
  }
}
