import BenchCore
import Foundation

/// Files that come together: a folder of goldens holds all of a collection, or nothing of it.
enum GoldenCollection {
  /// What the official code computes in single precision.
  case singlePrecision
  /// What it computes with weights in half precision.
  case halfPrecision
  /// What SSAN's official code computes.
  case ssan
  /// What IVT's code computes.
  case ivt
}

/// One file or folder that goldens have, and how it is checked.
struct GoldenEntry: Sendable {
  /// The name in the folder of goldens.
  let name: String
  var collection = GoldenCollection.singlePrecision
  /// What it is computed in unless a person chose something else.
  var precision = Precision.fp32
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
    _ name: String, of collection: GoldenCollection = .singlePrecision, in precision: Precision = .fp32,
    _ check: @escaping @Sendable (GoldenFile, GoldenContext, GoldenReport) throws -> Void
  ) -> GoldenEntry {
    GoldenEntry(name: name, collection: collection, precision: precision) { context, report in
      let golden = try context.golden(name)
      try check(golden, context, report)
      for quantity in try golden.unvisited() { report.fail(quantity, "this version does not check it yet") }
    }
  }

  /// A file or folder that is needed for others, and checked with them.
  static func part(_ name: String) -> GoldenEntry {
    GoldenEntry(name: name, isPart: true) { _, _ in }
  }
}
