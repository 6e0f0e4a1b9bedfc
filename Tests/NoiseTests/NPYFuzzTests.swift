import BenchCore
import Foundation
import Noise
import Testing

/// Damaged files must end in a typed error or in as many numbers as the file has room for, never in a crash.
struct NPYFuzzTests {
  @Test func survivesDamage() {
    let whole: [Data] = [
      npyFile([2, 0, 1, 4, 3] as [Int64], descriptor: "<i8"), npyFile([1, 0, 2] as [Int32], descriptor: "<i4"),
      npyFile([1, 0] as [Int64], descriptor: "<i8", version: 2), npyFile([] as [Int64], descriptor: "<i8"),
    ]
    var generator = SeededGenerator(seed: 1, stream: "fuzz")
    var kinds: [String: Int] = [:]
    for round in 0..<20_000 {
      var bytes = [UInt8](generator.element(of: whole))
      for _ in 0...generator.index(below: 2) { damage(&bytes, using: &generator) }
      do throws(NoiseIndexContentFailure) {
        let numbers = try NoiseIndexFile.decode(Data(bytes))
        // Recorded only on failure: thousands of successful expectations are slow.
        if numbers.count * 4 > bytes.count { Issue.record("round \(round): \(numbers.count) numbers") }
        kinds["decoded", default: 0] += 1
      } catch {
        if error.problem.isEmpty { Issue.record("round \(round): no message") }
        let defect: Any = if case .npy(let defect) = error { defect } else { error }
        kinds[Mirror(reflecting: defect).children.first?.label ?? error.problem, default: 0] += 1
      }
    }
    #expect(kinds["decoded", default: 0] > 200, "too few files survive to test the reading of numbers")
    #expect(kinds.count >= 9, "the damage meets too few checks: \(kinds)")
  }

  private func damage(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
    guard !bytes.isEmpty else { return bytes.append(UInt8(generator.index(below: 256))) }
    // Most of the damage goes to the header's text, where the parser works.
    let position = generator.index(below: generator.chance(0.5) ? min(75, bytes.count) : bytes.count)
    switch generator.index(below: 7) {
    case 0: bytes[position] ^= 1 << generator.index(below: 8)
    case 1: bytes[position] = UInt8(generator.index(below: 256))
    case 2: bytes[position] = generator.element(of: Array("0123456789'\"{}(),: <>ifTrueFalse\n".utf8))
    case 3: bytes.removeSubrange(position...)
    case 4: bytes.remove(at: position)
    case 5: bytes.insert(contentsOf: bytes[position...].prefix(generator.index(below: 30)), at: position)
    default: bytes.insert(contentsOf: Array("99999999999".utf8).prefix(1 + generator.index(below: 11)), at: position)
    }
  }
}
