import Testing
import TorchFaults

@testable import Torch

/// Failures that have a way out of their own are told apart from the rest.
@Suite struct FaultTests {
  private func failure(_ status: @autoclosure () -> Int32) -> TorchFailure? {
    #expect(throws: TorchFailure.self) { try check("step", status()) }
  }

  @Test func memoryThatIsNotThereIsOutOfMemory() throws {
    let absurd = #expect(throws: TorchFailure.self) { try Tensor.uninitialized([1 << 50], dtype: .float32) }
    #expect(absurd?.kind == .outOfMemory && absurd?.remedy?.contains("--device") == true, "\(absurd as Any)")
    let zeros = #expect(throws: TorchFailure.self) { try Tensor.zeros([1 << 50]) }
    #expect(zeros?.kind == .outOfMemory)
    let gpu = failure(fault_gpu_out_of_memory())
    #expect(gpu?.kind == .outOfMemory && gpu?.problem.contains("Tried to allocate 20.00 MiB") == true)
    #expect(failure(fault_cublas_out_of_memory())?.kind == .outOfMemory)
    #expect(failure(fault_gpu_error())?.kind == .other)
    let wrong = #expect(throws: TorchFailure.self) { try Tensor.zeros([2]).matmul(Tensor.zeros([3])) }
    #expect(wrong?.kind == .other && wrong?.remedy == nil)
  }

  /// In a process of its own: the mode is the whole process's.
  @Test func anOperationWithoutADeterministicImplementationIsNamed() async {
    await #expect(processExitsWith: .success) {
      try TorchLibrary.setDeterministic(false)
      #expect(fault_not_deterministic("scatter_cuda") == 0, "nothing is refused outside of the mode")
      try TorchLibrary.setDeterministic(true)
      let failure = #expect(throws: TorchFailure.self) {
        try check("backward", fault_not_deterministic("scatter_cuda"))
      }
      #expect(failure?.kind == .notDeterministic && failure?.refusedOperation == "scatter_cuda")
      #expect(failure?.problem == "backward failed: scatter_cuda has no deterministic implementation on this device")
    }
  }
}
