public import BenchCore

/// How a network wants images: which filter makes them its size, and how samples become its input.
public struct ImagePreparation: Sendable, Hashable {
  /// The filter of the resize.
  public let filter: ResizeFilter
  /// The mean and the deviation of each channel.
  public let normalization: Normalization
}

extension ModelFamily {
  /// What the family's code does with images before the network.
  public var images: ImagePreparation {
    switch self {
    // IRRA and RDE `datasets/build.py`.
    case .clip: ImagePreparation(filter: .bilinear, normalization: .clip)
    // SSAN `src/data/dataloader.py`.
    case .ssan: ImagePreparation(filter: .bicubic, normalization: .half)
    case .ivt: ImagePreparation(filter: .bicubic, normalization: .half)
    }
  }
}
