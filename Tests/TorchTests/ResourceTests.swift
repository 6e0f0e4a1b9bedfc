import Foundation
import Testing
import Torch

/// Memory is measured in processes of their own: other tests run in this one.
@Suite struct ResourceTests {
  /// The process's resident memory in bytes.
  private static func residentBytes() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    let pages = try #require(text.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    return pages * 4096
  }

  @Test func aMillionOperationsLeaveMemoryAsItWas() async {
    await #expect(processExitsWith: .success) {
      let step = try Tensor([1, 2, 3, 4] as [Float])
      var sum = try Tensor.zeros([4])
      for _ in 0..<20_000 { sum = try sum + step }
      let before = try ResourceTests.residentBytes()
      for _ in 0..<1_000_000 { sum = try sum + step }
      let growth = try ResourceTests.residentBytes() - before
      #expect(growth < 1 << 20, "grew by \(growth) bytes")
      #expect(try sum.values()[0] == 1_020_000)
    }
  }

  @Test func failuresAndGraphsAreReleased() async {
    await #expect(processExitsWith: .success) {
      let leaf = try Tensor.zeros([64, 64])
      try leaf.setRequiresGradient()
      func work(_ count: Int) throws {
        for _ in 0..<count {
          try? _ = leaf.matmul(Tensor.zeros([3, 3]))
          try (leaf * leaf).sum().backward()
          try leaf.clearGradient()
        }
      }
      try work(500)
      let before = try ResourceTests.residentBytes()
      try work(5_000)
      let growth = try ResourceTests.residentBytes() - before
      #expect(growth < 2 << 20, "grew by \(growth) bytes")
    }
  }

  @Test func aSeedGivesTheSameNumbersAsPyTorch() throws {
    let numbers = try Generator(seed: 7).normal([3, 4]).values()
    #expect(try Generator(seed: 7).normal([3, 4]).values() == numbers)
    #expect(try Generator(seed: 8).normal([3, 4]).values() != numbers)
    // torch.rand(4, generator=torch.Generator().manual_seed(7)) in PyTorch 2.13
    let uniform = try Generator(seed: 7).uniform([4]).values()
    #expect(uniform == [0.5349225401878357, 0.19880318641662598, 0.6592116951942444, 0.6568902730941772])
  }

  @Test func threadsMustBePositive() {
    #expect(throws: TorchFailure.self) { try TorchLibrary.setThreads(0) }
  }
}
