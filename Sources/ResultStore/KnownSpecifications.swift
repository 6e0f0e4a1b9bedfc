import BenchCore
import Foundation
import Synchronization

/// Specifications by their text: the runs of a folder share few, but for what makes each of them another.
final class KnownSpecifications: Sendable {
  private let known = Mutex<[String: RunSpec]>([:])

  /// Decodes a text that was not seen before.
  func specification(_ data: Data) throws -> RunSpec {
    let text = String(decoding: data, as: UTF8.self)
    if let spec = known.withLock({ $0[text] }) { return spec }
    let spec = try JSONDecoder().decode(RunSpec.self, from: data)
    known.withLock { $0[text] = spec }
    return spec
  }
}
