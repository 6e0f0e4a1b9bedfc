import BenchCore
import Torch

/// The patches that stay when an image is masked.
enum PatchSelection {
  /// The number of patches that stay, at least one: `floor(patches * (1 - ratio))` as in A-CLIP's `random_masking`.
  ///
  /// A-CLIP's attentive mask works on blocks of 2 x 2 patches and keeps one block more. AMNS sorts patches ("the sizes
  /// of A_P are sorted, and patches with lower weights are filtered out"), so single patches are dropped here, and as
  /// many as by random masking, for figure 3 to compare like with like.
  static func keptCount(of patches: Int, maskRatio: Double) -> Int {
    max(1, Int(Double(patches) * (1 - maskRatio)))
  }

  /// The patches with the highest attention.
  ///
  /// - Parameter attention: The class token's attention to itself and to every patch, `[rows, 1 + patches]`.
  /// - Returns: int64 `[rows, count]`, 0 for the first patch.
  static func mostAttended(_ attention: Tensor, count: Int) throws -> Tensor {
    let patches = try attention.size(1) - 1
    return try attention.narrowed(1, start: 1, length: patches).top(count, dimension: 1).indices
  }

  /// Patches drawn at random for each row, int64 `[rows, count]`.
  static func random(
    rows: Int, patches: Int, count: Int, device: Device, generator: inout SeededGenerator
  ) throws -> Tensor {
    var kept: [Int64] = []
    kept.reserveCapacity(rows * count)
    for _ in 0..<rows { kept += generator.permutation(of: patches).prefix(count).lazy.map(Int64.init) }
    return try Tensor(kept, shape: [rows, count]).to(device: device)
  }
}
