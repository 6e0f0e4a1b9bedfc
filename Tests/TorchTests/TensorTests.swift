import Testing
import Torch

@Suite struct TensorTests {
  @Test func valuesComeBackInRowMajorOrder() throws {
    let matrix = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
    #expect(try matrix.shape == [2, 3])
    #expect(try matrix.transposed(0, 1).values() == [1, 4, 2, 5, 3, 6])
    #expect(try matrix.values(as: Int64.self) == [1, 2, 3, 4, 5, 6])
    #expect(matrix.description == "float32[2, 3]")
  }

  @Test func elementTypesSurvive() throws {
    #expect(try Tensor([true, false]).dtype == .bool)
    #expect(try Tensor([1, 2] as [Int64]).dtype == .int64)
    #expect(try Tensor([1.5] as [Double]).values(as: Double.self) == [1.5])
    #expect(try Tensor([1.5] as [Float]).to(.float16).values() == [1.5])
    #expect(try (Tensor([3, 4] as [Int64]) - Tensor([1, 1] as [Int64])).dtype == .int64)
  }

  @Test func emptyTensorsAreTensors() throws {
    let empty = try Tensor([] as [Float], shape: [0, 4])
    #expect(try empty.elementCount == 0)
    #expect(try empty.values() == [])
    #expect(try empty.sum().item() == 0)
  }

  @Test func aWrongShapeNamesOperationAndSizes() throws {
    let error = #expect(throws: TorchFailure.self) { try Tensor([1, 2, 3] as [Float], shape: [2, 2]) }
    #expect(error?.operation == "tensor")
    #expect(error?.cause.contains("12 bytes") == true)
  }

  @Test func anImpossibleProductNamesItsOperands() throws {
    let left = try Tensor.zeros([2, 3])
    let error = #expect(throws: TorchFailure.self) { try left.matmul(left) }
    #expect(error?.operation == "matmul")
    #expect(error?.operands == ["float32[2, 3]", "float32[2, 3]"])
    #expect(error?.cause.contains("cannot be multiplied") == true)
    #expect(error?.cause.contains("frame #") == false, "no C++ backtrace belongs in a message")
  }

  @Test func percentSignsInMessagesAreText() throws {
    let error = #expect(throws: TorchFailure.self) { try Tensor.zeros([2]).selected(0, 9) }
    #expect(error?.problem.contains("select") == true)
  }

  @Test func oneElementIsWantedFromItem() throws {
    #expect(throws: TorchFailure.self) { try Tensor.zeros([2]).item() }
    #expect(try Tensor.full([], 3).item() == 3)
  }

  @Test func missingDevicesAreErrors() throws {
    guard try !CUDASupport.here().isUsable else { return }
    #expect(throws: TorchFailure.self) { try Tensor.zeros([1], device: .cuda(0)) }
  }

  @Test func reductionsAndChoices() throws {
    let x = try Tensor([1, 5, 2, -4, 0, 3] as [Float], shape: [2, 3])
    #expect(try x.sum().item() == 7)
    #expect(try x.sum(1).values() == [8, -1])
    #expect(try x.maximum(0).values() == [1, 5, 3])
    #expect(try x.argmax(1).values(as: Int64.self) == [1, 2])
    #expect(try x.top(2, dimension: 1).indices.values(as: Int64.self) == [1, 2, 2, 1])
    #expect(try x.clamped(minimum: 0).values() == [1, 5, 2, 0, 0, 3])
    #expect(try x.filled(where: x.greaterOrEqual(to: Tensor.full([1], 2)), with: 9).values() == [1, 9, 9, -4, 0, 9])
    #expect(try x.isFinite().all())
    #expect(try !Tensor([Float.nan]).isFinite().any())
  }
}
