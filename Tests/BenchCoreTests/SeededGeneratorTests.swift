import BenchCore
import Testing

@Suite struct SeededGeneratorTests {
  @Test func aStreamIsItsSeedLabelAndIndices() {
    func draws(_ generator: SeededGenerator) -> [UInt64] {
      var generator = generator
      return (0..<4).map { _ in generator.next() }
    }
    let first = draws(SeededGenerator(seed: 1, stream: "order", 3))
    #expect(draws(SeededGenerator(seed: 1, stream: "order", 3)) == first)
    for other in [
      SeededGenerator(seed: 2, stream: "order", 3), SeededGenerator(seed: 1, stream: "orders", 3),
      SeededGenerator(seed: 1, stream: "order", 4), SeededGenerator(seed: 1, stream: "order", 3, 0),
    ] { #expect(draws(other) != first) }
  }

  @Test func numbersAreSpreadEvenly() {
    var generator = SeededGenerator(seed: 5, stream: "test")
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[generator.index(below: 7)] += 1 }
    // Five standard deviations of a binomial count.
    for count in counts { #expect(abs(count - 10_000) < 463) }
    let uniform = (0..<10_000).map { _ in generator.uniform(-1, 3) }
    #expect(uniform.allSatisfy { (-1..<3).contains($0) })
    #expect(abs(uniform.reduce(0, +) / 10_000 - 1) < 0.06)
  }

  @Test func permutationsAreComplete() {
    var generator = SeededGenerator(seed: 5, stream: "test")
    #expect(generator.permutation(of: 100).sorted() == Array(0..<100))
    #expect(generator.permutation(of: 0) == [])
    #expect(generator.permutation(of: 1) == [0])
  }
}
