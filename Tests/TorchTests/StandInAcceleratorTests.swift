import StandInAccelerator
import Testing
import Torch

/// The device that stands in for a GPU in tests: what it refuses and what it counts.
@Suite(.serialized) struct StandInAcceleratorTests {
  private static let index: Int32 = 0
  private static let device = Device.privateUse(Int(index))

  private func counted(_ work: () throws -> Void) rethrows -> stand_in_counts {
    stand_in_reset(Self.index)
    try work()
    return stand_in_count(Self.index)
  }

  private func numbers() throws -> Tensor {
    try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
  }

  @Test func tensorsGoThereAndComeBack() throws {
    let there = try numbers().to(device: Self.device)
    #expect(try there.device == Self.device)
    #expect(try there.device != .privateUse(1))
    #expect("\(there)" == "float32[2, 3] on privateuseone:0")
    #expect(try there.transposed(0, 1).values() == [1, 4, 2, 5, 3, 6] as [Float])
    #expect(try (there * 2).sum().item() == 42)
    #expect(try there.to(device: .privateUse(1)).sum().device == .privateUse(1))
  }

  /// What a method does that forgets to move a tensor, as CUDA refuses it.
  @Test func tensorsOfTheHostAreRefused() throws {
    let (host, there) = try (numbers(), numbers().to(device: Self.device))
    let failure = #expect(throws: TorchFailure.self) { try Tensor.concatenated([there, host], dimension: 0) }
    #expect(failure?.problem.contains("a tensor of shape [2, 3] is on the CPU") == true, "\(failure?.problem ?? "")")
    #expect(throws: TorchFailure.self) { try host * there }
    #expect(throws: TorchFailure.self) { try there.indexed(0, by: Tensor([0] as [Int64])) }
    let (image, kernel) = try (host.reshaped(1, 1, 2, 3), there.reshaped(1, 1, 2, 3))
    #expect(throws: TorchFailure.self) { try image.convolved(weight: kernel, stride: (1, 1)) }
    #expect(throws: TorchFailure.self) { try there.embedded(in: host) }
    #expect(try (there * Tensor.full([], 2)).device == Self.device, "scalars may stay on the host")
  }

  @Test func waitsOfTheHostAreCounted() throws {
    let host = try numbers()
    var there = host
    let upload = try counted { there = try host.to(device: Self.device) }
    #expect(upload.uploads == 1 && upload.waits == 0, "copies to the device are asynchronous")
    let work = try counted { _ = try (there.softmax(1).matmul(there.transposed(0, 1)) + 1).log() }
    #expect(work.operations >= 4 && work.waits == 0 && work.uploads == 0)
    #expect(try counted { _ = try there.sum().item() }.waits == 1)
    #expect(try counted { _ = try there.values() }.waits == 1)
    #expect(try counted { _ = try there.to(device: .cpu) }.waits == 1)
    #expect(try counted { try host.copy(from: there) }.waits == 1)
    #expect(try counted { try there.copy(from: host) }.waits == 1, "a copy into memory that is there")
  }

  @Test func someTensorsAreReadAtOnce() throws {
    let (matrix, vector) = try (numbers().to(device: Self.device), Tensor([7, 8] as [Float]).to(device: Self.device))
    var values: [[Float]] = []
    let counts = try counted {
      values = try Tensor.valuesReadAtOnce(of: [matrix.transposed(0, 1), vector, .zeros([0], device: Self.device)])
    }
    #expect(values == [[1, 4, 2, 5, 3, 6], [7, 8], []] && counts.waits == 1)
    #expect(try Tensor.valuesReadAtOnce(of: [numbers()]) == [[1, 2, 3, 4, 5, 6]])
    #expect(try Tensor.valuesReadAtOnce(of: []).isEmpty)
  }

  @Test func aBackwardPassWaitsForNothing() throws {
    let weights = try numbers().to(device: Self.device)
    try weights.setRequiresGradient()
    let counts = try counted { try (weights * weights).sum().backward() }
    #expect(counts.waits == 0 && counts.backward_waits == 0)
    #expect(try #require(try weights.gradient).values() == [2, 4, 6, 8, 10, 12] as [Float])
  }
}
