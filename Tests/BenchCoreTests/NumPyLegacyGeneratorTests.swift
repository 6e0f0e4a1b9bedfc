import BenchCore
import Testing

/// Every expected number was printed by NumPy 2.4.6 (`RandomState`, its raw bit stream, and the C function
/// `random_interval` called through ctypes).
struct NumPyLegacyGeneratorTests {
  @Test(
    arguments: [
      (0, [2_357_136_044, 2_546_248_239, 3_071_714_933, 3_626_093_760, 2_588_848_963]),
      (1, [1_791_095_845, 4_282_876_139, 3_093_770_124, 4_005_303_368, 491_263]),
      (12_345, [3_992_670_690, 3_823_185_381, 1_358_822_685, 561_383_553, 789_925_284]),
      (4_294_967_295, [419_326_371, 479_346_978, 3_918_654_476, 2_416_749_639, 3_388_880_820]),
    ] as [(UInt32, [UInt32])]
  )
  func firstWords(seed: UInt32, expected: [UInt32]) {
    var generator = NumPyLegacyGenerator(seed: seed)
    #expect((0..<5).map { _ in generator.next32() } == expected)
  }

  @Test func wordsAcrossTheStateBoundary() {
    var generator = NumPyLegacyGenerator(seed: 1)
    let words = (0..<2000).map { _ in generator.next32() }
    #expect(Array(words[623...625]) == [2_006_116_153, 1_104_314_680, 939_235_918])
    #expect(words[1999] == 138_279_050)
  }

  @Test func longWords() {
    var generator = NumPyLegacyGenerator(seed: 7)
    let words = (0..<3).map { _ in generator.next() }
    #expect(words == [1_407_639_518_939_636_932, 14_386_962_423_634_995_702, 8_087_222_774_582_268_115])
  }

  @Test func intervals() {
    var generator = NumPyLegacyGenerator(seed: 9)
    let bounds: [UInt64] = [
      0, 1, 2, 6, 1000, 1 << 31, 1 << 32 - 1, 1 << 32, 1 << 32 + 1, 3 << 40, .max, 5,
    ]
    #expect(
      bounds.map { generator.randomInterval($0) } == [
        0, 0, 0, 6, 501, 2_129_330_102, 32_397_368, 3_767_636_404, 595_339_505, 3_265_875_461_749,
        6_373_325_040_928_271_777, 5,
      ]
    )
  }

  @Test func samples() {
    var generator = NumPyLegacyGenerator(seed: 7)
    let samples = (0..<4).map { _ in generator.randomSample() }
    #expect(samples == [0x1.388f0a7465c98p-4, 0x1.8f5184146a0a7p-1, 0x1.c0ee597d36686p-2, 0x1.726a071d284d9p-1])
  }

  @Test(
    arguments: [
      (1, [2, 9, 6, 4, 0, 3, 1, 7, 8, 5]),
      (42, [0, 1, 5, 15, 11, 14, 8, 13, 2, 9, 16, 4, 7, 10, 12, 3, 6]),
      (4_294_967_295, [1, 7, 6, 0, 5, 4, 2, 3]),
    ] as [(UInt32, [Int])]
  )
  func permutations(seed: UInt32, expected: [Int]) {
    var generator = NumPyLegacyGenerator(seed: seed)
    #expect(generator.permutation(of: expected.count) == expected)
  }

  @Test func longPermutation() {
    var generator = NumPyLegacyGenerator(seed: 1)
    let order = generator.permutation(of: 68_126)
    #expect(Array(order.prefix(4)) == [38_367, 3_283, 38_542, 18_463])
    #expect(Array(order.suffix(4)) == [20_609, 21_440, 50_057, 5_192])
    #expect(order.sorted() == Array(0..<68_126))
  }

  @Test func shufflesContinueOneStream() {
    var generator = NumPyLegacyGenerator(seed: 3)
    var letters = Array("abcdefgh")
    generator.shuffle(&letters)
    #expect(letters == Array("fhegdbac"))
    var numbers = Array(0..<6)
    generator.shuffle(&numbers)
    #expect(numbers == [0, 4, 1, 2, 3, 5])
    #expect(generator.randomSample() == 0.20724287813818676)
  }

  @Test func nothingToShuffleDrawsNothing() {
    var generator = NumPyLegacyGenerator(seed: 1)
    #expect(generator.permutation(of: 0).isEmpty)
    #expect(generator.permutation(of: -1).isEmpty)
    #expect(generator.permutation(of: 1) == [0])
    #expect(generator.next32() == 1_791_095_845)
  }
}
