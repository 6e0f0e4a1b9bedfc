package import BenchCore
package import Datasets
import Images
package import Torch

/// Brings a pipeline's images to a device and makes a model's input of them there.
package struct ImageFeed {
  /// Makes the memory for so many images, on any thread.
  package let memory: @Sendable (_ imageCount: Int) throws -> TensorPixels
  private let size: (height: Int, width: Int)
  private let normalize: ImageNormalizer

  /// Images of a model's input size, normalised as its family wants them.
  package init(of model: ModelSpec, device: Device) throws {
    let (height, width) = (model.imageHeight, model.imageWidth)
    size = (height, width)
    let normalization = model.family.images.normalization
    normalize = try ImageNormalizer(
      mean: normalization.mean, deviation: normalization.standardDeviation, device: device)
    memory = { count in
      try TensorPixels(tensor: .uninitialized([count, 3, height, width], dtype: .uint8, goingTo: device))
    }
  }

  /// Passes images to `copy`; what is returned makes float32 `[batch, 3, height, width]` of the copies.
  package func copied(
    _ images: HostImages<TensorPixels>, by copy: (Tensor) throws -> Tensor
  ) throws -> () throws -> Tensor {
    let bytes = try copy(images.pixels.tensor)
    let erased = try masks(of: images.erased).map { (rows: try copy($0.rows), columns: try copy($0.columns)) }
    return { [normalize] in try normalize(bytes, erased: erased) }
  }

  /// Where a rectangle's rows `[batch, height]` and columns `[batch, width]` are; `nil` without any rectangle.
  private func masks(of rectangles: [RandomErasing.Rectangle?]) throws -> (rows: Tensor, columns: Tensor)? {
    guard rectangles.contains(where: { $0 != nil }) else { return nil }
    func mask(_ length: Int, _ range: KeyPath<RandomErasing.Rectangle, Range<Int>>) throws -> Tensor {
      var mask = [Bool](repeating: false, count: rectangles.count * length)
      for (index, rectangle) in rectangles.enumerated() {
        guard let range = rectangle?[keyPath: range] else { continue }
        for place in range { mask[index * length + place] = true }
      }
      return try Tensor(mask, shape: [rectangles.count, length])
    }
    return (try mask(size.height, \.rows), try mask(size.width, \.columns))
  }
}

/// The memory of a tensor on the CPU, which one worker writes to before the tensor is used.
package struct TensorPixels: PixelMemory, @unchecked Sendable {
  fileprivate let tensor: Tensor

  package func withBytes<Result>(_ body: (UnsafeMutableBufferPointer<UInt8>) throws -> Result) throws -> Result {
    try tensor.withMemory { try body($0.assumingMemoryBound(to: UInt8.self)) }
  }
}
