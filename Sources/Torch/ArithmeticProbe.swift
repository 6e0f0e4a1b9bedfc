import BenchCore
import Foundation

/// A small computation whose last bits tell machines apart.
///
/// Products, sums and functions round differently with other instructions, another number of threads or another library.
/// Machines that agree on these bits need not agree on all; those that differ cannot continue each other's training bit
/// for bit.
package enum ArithmeticProbe {
  /// SHA-256, hexadecimal, over the results of a step of a small network on a device and of the C library's functions.
  ///
  /// Depends on the number of threads that libtorch has been told. Takes some milliseconds.
  package static func digest(on device: Device) throws -> String {
    // What may differ each time would tell nothing about the machine.
    let isDeterministic = try TorchLibrary.isDeterministic
    try TorchLibrary.setDeterministic(true)
    defer { try? TorchLibrary.setDeterministic(isDeterministic) }
    var digest = ContentDigest()
    for tensor in try networkStep(on: device) {
      try tensor.values(as: Float.self).withUnsafeBytes { digest.update($0) }
    }
    let functions: [Double] = (1...64).flatMap { index in
      let x = Double(index) / 7
      return [exp(-x), log(x), cos(x), pow(x, 1.5), erf(x / 8)]
    }
    functions.withUnsafeBytes { digest.update($0) }
    return digest.hexadecimal
  }

  /// Outputs, gradients and updated weights: what training does, once, in small.
  private static func networkStep(on device: Device) throws -> [Tensor] {
    let generator = try Generator(seed: 1)
    func random(_ shape: Int...) throws -> Tensor {
      try generator.normal(shape, standardDeviation: 0.3).to(device: device)
    }
    func trained(_ shape: Int...) throws -> Tensor {
      let tensor = try generator.normal(shape, standardDeviation: 0.1).to(device: device)
      try tensor.setRequiresGradient()
      return tensor
    }
    let (batch, width) = (8, 96)
    let (kernel, weight, bias, gain) = try (
      trained(width, 3, 8, 8), trained(width, width), trained(width), trained(width)
    )
    let zeros = try Tensor.zeros([width], device: device)
    let patches = try random(batch, 3, 48, 16).convolved(weight: kernel, stride: (8, 8))
    let tokens = try patches.reshaped(batch, width, -1).permuted(0, 2, 1)
    let normal = try tokens.layerNormalized(weight: gain, bias: bias, epsilon: 1e-5)
    let heads = try normal.linear(weight: weight, bias: bias).reshaped(batch, -1, 4, width / 4).permuted(0, 2, 1, 3)
    let mixed = try Tensor.attention(query: heads, key: heads, value: heads, causal: false)
    let rows = try (mixed * mixed.sigmoid()).mean(1, 2).matmul(random(width / 4, width))
    let unit = try rows / rows.norm(1, keep: true)
    let scores = try unit.matmul(unit.transposed(0, 1)) / 0.02
    let standard = try rows.batchNormalized(
      weight: gain, bias: bias, runningMean: zeros, runningVariance: .ones([width], device: device), training: true,
      momentum: 0.1, epsilon: 1e-5)
    let loss = try scores.crossEntropy(labels: .range(batch, device: device)) + standard.tanh().softmax(1).log().mean()
    try loss.backward()
    let parameters = [kernel, weight, bias, gain]
    let adam = try Adam(groups: [.init(parameters: parameters, learningRate: 1e-2, weightDecay: 1e-3)])
    let gradients = try parameters.compactMap { try $0.gradient }
    try adam.step()
    // Large products may be another library's.
    let large = try random(16, 512).linear(weight: random(512, 512), bias: nil)
    return [unit, scores, loss, large] + gradients + parameters
  }
}
