package import BenchCore
import Foundation

/// A run that galleries may show.
package struct GalleryRun {
  /// The stem of the result file's name, which those of its pictures begin with.
  package var name: String
  package var record: RunRecord
  /// Reads the record with its embeddings, sample selections and noise, which only the runs that are shown need.
  package var read: () throws -> RunRecord

  package init(name: String, record: RunRecord, read: @escaping () throws -> RunRecord) {
    self.name = name
    self.record = record
    self.read = read
  }

  /// A run that is in memory as a whole.
  package init(name: String, record: RunRecord) {
    self.init(name: name, record: record) { record }
  }

  /// Such as `RDE on CUHK-PEDES, 20% noise, seed 1`.
  var title: String {
    let spec = record.spec
    return "\(record.label) on \(spec.dataset.id), \((spec.noise.rate * 100).formatted())% noise, seed \(spec.seed)"
  }
}
