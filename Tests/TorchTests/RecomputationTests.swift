import Foundation
import Synchronization
import Testing
import Torch

/// Recomputation against the same function called plainly, whose gradients libtorch keeps itself.
@Suite struct RecomputationTests {
  private struct Refusal: Error, Equatable {
    var reason: String
  }

  /// Counts its calls and objects; the body of a recomputation holds it.
  private final class Witness: Sendable {
    static let alive = Mutex(0)
    let calls = Mutex(0)
    let threads = Mutex<Set<UInt>>([])

    init() { Self.alive.withLock { $0 += 1 } }
    deinit { Self.alive.withLock { $0 -= 1 } }

    func call() {
      calls.withLock { $0 += 1 }
      threads.withLock { _ = $0.insert(UInt(pthread_self())) }
    }
  }

  private static func leaf(_ shape: [Int], seed: UInt64) throws -> Tensor {
    let tensor = try Generator(seed: seed).normal(shape)
    try tensor.setRequiresGradient()
    return tensor
  }

  /// Loss and gradients of weights and input, with or without recomputation.
  private static func trained(recomputes: Bool, inputHasGradient: Bool) throws -> [[Float]] {
    let (weight, bias) = try (leaf([5, 5], seed: 1), leaf([5], seed: 2))
    let input = try Generator(seed: 3).normal([4, 5])
    try input.setRequiresGradient(inputHasGradient)
    let body: ([Tensor]) throws -> [Tensor] = { inputs in
      let hidden = try inputs[0].linear(weight: weight, bias: bias).sigmoid()
      return [try hidden.matmul(weight) * inputs[0], try hidden.sum(1)]
    }
    let results = try recomputes ? Tensor.recomputed([input], body) : body([input])
    let loss = try (results[0] * results[0]).sum() + results[1].matmul(results[1])
    try loss.backward()
    return try [loss.values(), #require(try weight.gradient).values(), #require(try bias.gradient).values()]
      + (inputHasGradient ? [#require(try input.gradient).values()] : [])
  }

  @Test(arguments: [true, false]) func gradientsAreTheSameBits(inputHasGradient: Bool) throws {
    let plain = try Self.trained(recomputes: false, inputHasGradient: inputHasGradient)
    #expect(try Self.trained(recomputes: true, inputHasGradient: inputHasGradient) == plain)
  }

  @Test func theBodyIsCalledOnceEachWay() throws {
    let witness = Witness()
    let weight = try Self.leaf([3], seed: 1)
    let body: ([Tensor]) throws -> [Tensor] = {
      witness.call()
      return [try $0[0] * weight, try $0[0].to(.int64)]
    }
    let input = try Tensor.ones([3])
    let results = try Tensor.recomputed([input], body)
    #expect(try results[0].requiresGradient && !results[1].requiresGradient)
    #expect(witness.calls.withLock { $0 } == 1)
    try results[0].sum().backward()
    #expect(witness.calls.withLock { $0 } == 2)
    #expect(try #require(try weight.gradient).values() == [1, 1, 1])
    let plain = try withoutGradients { try Tensor.recomputed([input], body) }
    #expect(witness.calls.withLock { $0 } == 3)
    #expect(try !plain[0].requiresGradient)
  }

  @Test func errorsOfTheBodyComeOutAsTheyAre() throws {
    let weight = try Self.leaf([3], seed: 1)
    #expect(throws: Refusal(reason: "at once")) {
      try Tensor.recomputed([weight]) { _ in throw Refusal(reason: "at once") }
    }
    let calls = Mutex(0)
    let result = try Tensor.recomputed([weight]) { inputs in
      let call = calls.withLock { calls in
        calls += 1
        return calls
      }
      guard call == 1 else { throw Refusal(reason: "in the backward pass") }
      return [try inputs[0] * 2]
    }
    #expect(throws: Refusal(reason: "in the backward pass")) { try result[0].sum().backward() }
    // Another failure is not taken for it.
    #expect(throws: TorchFailure.self) { try result[0].backward() }
    try (weight * weight).sum().backward()
    #expect(try weight.gradient != nil)
  }

  @Test func anotherNumberOfResultsIsRefused() throws {
    let weight = try Self.leaf([3], seed: 1)
    let calls = Mutex(0)
    let results = try Tensor.recomputed([weight]) { inputs in
      let call = calls.withLock { calls in
        calls += 1
        return calls
      }
      return try (0..<call).map { try inputs[0] * Double($0 + 2) }
    }
    #expect(throws: TorchFailure.self) { try results[0].sum().backward() }
  }

  /// libtorch gives passes that are nested deeper than 60 to another thread, as it does all work of a GPU.
  @Test(arguments: [true, false]) func worksAndFailsOnOtherThreads(fails: Bool) throws {
    let witness = Witness()
    let weight = try Self.leaf([2], seed: 4)
    func nested(_ depth: Int, _ input: Tensor) throws -> Tensor {
      try Tensor.recomputed([input]) { inputs in
        witness.call()
        if depth > 0 { return [try nested(depth - 1, inputs[0])] }
        if fails, witness.threads.withLock({ $0.count }) > 1 { throw Refusal(reason: "on another thread") }
        return [try inputs[0] * weight]
      }[0]
    }
    let loss = try nested(70, .ones([2])).sum()
    if fails {
      #expect(throws: Refusal(reason: "on another thread")) { try loss.backward() }
    } else {
      try loss.backward()
      #expect(try #require(try weight.gradient).values() == [1, 1])
    }
    #expect(witness.threads.withLock { $0.count } > 1)
  }

  @Test func bodiesGoWithTheirGraphs() async {
    await #expect(processExitsWith: .success) {
      let weight = try RecomputationTests.leaf([4], seed: 1)
      func result(failing: Bool = false) throws -> Tensor {
        let witness = Witness()
        return try Tensor.recomputed([weight]) { inputs in
          witness.call()
          if failing, witness.calls.withLock({ $0 }) > 1 { throw Refusal(reason: "asked for") }
          return [try inputs[0] * inputs[0]]
        }[0]
      }
      do {
        let kept = try result()
        #expect(Witness.alive.withLock { $0 } == 1)
        try kept.sum().backward()
        #expect(throws: Refusal.self) { try result(failing: true).sum().backward() }
        _ = try result()
        #expect(throws: TorchFailure.self) { try result().backward() }
        #expect(throws: Refusal.self) { try Tensor.recomputed([weight]) { _ in throw Refusal(reason: "at once") } }
      }
      #expect(Witness.alive.withLock { $0 } == 0)
    }
  }
}
