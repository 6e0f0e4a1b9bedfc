import Foundation
import Torch

/// Where the goldens are, and what they are checked with.
struct GoldenContext {
  var folder: URL
  /// Where tensors are computed.
  var device: Device
  /// CLIP's vocabulary; `nil` where none was found.
  var vocabulary: URL?
}

/// One file or folder that goldens have, and how it is checked.
struct GoldenEntry: Sendable {
  /// The name in the folder of goldens.
  let name: String
  /// Whether it is checked with another file.
  var isPart = false
  /// Compares all quantities.
  let check: @Sendable (GoldenContext, GoldenReport) throws -> Void

  /// A file that is checked by a function of its own.
  static func file(
    _ name: String, _ check: @escaping @Sendable (GoldenContext, GoldenReport) throws -> Void
  ) -> GoldenEntry {
    GoldenEntry(name: name, check: check)
  }

  /// An HDF5 file. Whatever `check` does not read is reported as a failure.
  static func hdf5(
    _ name: String, _ check: @escaping @Sendable (GoldenFile, GoldenContext, GoldenReport) throws -> Void
  ) -> GoldenEntry {
    GoldenEntry(name: name) { context, report in
      let golden = try GoldenFile(context.folder.appending(path: name), device: context.device)
      try check(golden, context, report)
      for quantity in try golden.unvisited() { report.fail(quantity, "this version does not check it yet") }
    }
  }

  /// A file or folder that is needed for others, and checked with them.
  static func part(_ name: String) -> GoldenEntry {
    GoldenEntry(name: name, isPart: true) { _, _ in }
  }
}
