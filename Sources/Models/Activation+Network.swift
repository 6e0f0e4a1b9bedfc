import BenchCore
import Torch

extension Activation {
  /// The function of every element.
  func callAsFunction(_ x: Tensor) throws -> Tensor {
    switch self {
    case .quickGELU: try x.quickGELU()
    case .gelu: try x.gelu()
    }
  }
}
