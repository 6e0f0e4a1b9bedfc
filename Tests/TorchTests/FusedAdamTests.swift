import Testing
import Torch

/// Adam where VerificationTests do not compare it with the official solver.
@Suite struct FusedAdamTests {
  @Test func parametersWithoutGradientStay() throws {
    let idle = try Tensor([1, 2] as [Float])
    try idle.setRequiresGradient()
    let adam = try FusedAdam(groups: [.init(parameters: [idle], learningRate: 1, weightDecay: 0.5)])
    try adam.step()
    #expect(try idle.values() == [1, 2])
    #expect(throws: TorchError.self) { try adam.setLearningRates([1, 2]) }
  }
}
