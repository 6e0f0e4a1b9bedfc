import Checkpoints
import Foundation
import Torch

/// CLIP's weights, which several goldens share.
enum CLIPWeights {
  /// The weights of a golden by name: its own, and where it holds none of CLIP's, those of `clip_tiny_state_dict.pth`
  /// with `prefix` before their names.
  ///
  /// - Throws: `CheckpointFailure` for a state dictionary that is needed and cannot be read, `HDF5Failure`, `TorchFailure`.
  static func read(
    _ golden: GoldenFile, prefix: String = "", in context: GoldenContext
  ) throws -> [String: Tensor] {
    let own = try golden.contains("weights") ? golden.weights("weights") : [:]
    guard own["\(prefix)token_embedding.weight"] == nil else { return own }
    let shared = try Checkpoint.open(context.folder.appending(path: "clip_tiny_state_dict.pth")).tensors
    return try own.merging(
      shared.map { ("\(prefix)\($0.name)", try $0.tensor().to(device: context.device)) },
      uniquingKeysWith: { own, _ in own })
  }
}
