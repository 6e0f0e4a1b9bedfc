import BenchCore
import Foundation
import Methods
import Models
import Torch

/// Where the goldens are, and what they are checked with.
struct GoldenContext {
  var folder: URL
  /// Where tensors are computed.
  var device: Device
  /// The number formats of networks.
  var precision = Precision.fp32
  /// CLIP's vocabulary; `nil` where none was found.
  var vocabulary: URL?

  /// An HDF5 file of the folder.
  func golden(_ name: String) throws -> GoldenFile {
    try GoldenFile(folder.appending(path: name), device: device)
  }

  /// An empty store for a network's weights.
  func parameterStore() throws -> ParameterStore {
    try ParameterStore(seed: 1, device: device, computation: Computation(precision: precision))
  }

  /// What a method is built for.
  func methodContext(_ model: ModelSpec, identityCount: Int) -> MethodContext {
    MethodContext(
      model: model, identityCount: identityCount, seed: 1, device: device,
      computation: Computation(precision: precision))
  }
}
