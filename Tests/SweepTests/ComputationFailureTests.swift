import BenchCore
import DataTestSupport
import Foundation
import Studies
import StudyTestSupport
import Testing
import Torch

@testable import Sweep

/// What a run says whose device could not do it.
@Suite struct ComputationFailureTests {
  private func run(_ change: (inout StudyRequest) -> Void = { _ in }) throws -> PlannedRun {
    try #require(try TinyStudy.runs(change).first)
  }

  @Test func memoryThatIsNotEnoughNamesWhatWouldSaveSome() throws {
    let workspace = TinyStudy.workspace(URL(filePath: "/tmp"))
    let absurd = try #require(throws: TorchFailure.self) { try Tensor.zeros([1 << 50]) }
    let run = try run { $0.device = "cuda" }
    let failure = try #require(ComputationFailure(absurd, of: run, in: workspace))
    #expect(failure.problem.hasPrefix("cuda:0 has not enough memory for batches of 16 in fp32: "))
    #expect(failure.location == run.name)
    let remedies = ["--checkpoint-activations", "--micro-batch", "--precision bf16", "--batch-size"]
    for remedy in remedies { #expect(failure.remedy?.contains(remedy) == true) }

    var used = workspace
    (used.checkpointsActivations, used.deviceIndex) = (true, 1)
    let careful = try self.run {
      ($0.device, $0.precision, $0.microBatchSize) = ("cuda", .bf16, 4)
    }
    let last = try #require(ComputationFailure(absurd, of: careful, in: used))
    #expect(last.problem.hasPrefix("cuda:1 ") && last.problem.contains("in bf16"))
    #expect(last.remedy == "use less: a smaller --batch-size (another run)")
  }

  @Test func anOperationThatDriftsNamesTheOptionThatLetsIt() throws {
    let refusal = TorchFailure(
      .notDeterministic, operation: "backward", cause: "scatter_cuda does not have a deterministic implementation, but")
    let failure = try #require(
      ComputationFailure(refusal, of: run(), in: TinyStudy.workspace(URL(filePath: "/tmp"))))
    #expect(failure.problem == "scatter_cuda has no deterministic implementation on cpu")
    #expect(failure.remedy?.contains("--no-deterministic") == true)
    let other = TorchFailure(operation: "matmul", cause: "shapes")
    #expect(ComputationFailure(other, of: try run(), in: TinyStudy.workspace(URL(filePath: "/tmp"))) == nil)
  }
}
