import BenchCore
import Foundation
import Noise
import TestSupport
import Testing

/// Damaged `.npy` files on disk, as `bench noise verify` reads them.
struct NPYFileFuzzTests {
  @Test func damagedFilesNeverCrash() throws {
    let originals = [
      npyFile([2, 0, 1, 4, 3] as [Int64], descriptor: "<i8"), npyFile([1, 0, 2] as [Int32], descriptor: "<i4"),
      npyFile([1, 0] as [Int64], descriptor: "<i8", version: 2),
    ]
    try ReaderFuzz.run(
      "npy", originals: originals,
      words: [
        "'descr': ", "'shape': ", "'fortran_order': True", "(", ")", "{", "}", ",", "'", "|O", ">i8", "<f8",
        "[('a', '<i8')]",
        "\u{1}\u{0}", "0, 9223372036854775807, ", "-1, ", "99999999999999999999999, ",
      ],
      file: "index.npy", count: 2_000
    ) { _ = try NoiseIndexReport(verifying: $0) }
  }
}
