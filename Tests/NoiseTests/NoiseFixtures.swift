import BenchCore
import Foundation
import Noise

/// An `.npy` file made by hand; `header` is padded with spaces to 128 bytes in all, as NumPy does.
func npyFile(_ header: String, version: UInt8 = 1, body: [UInt8]) -> Data {
  let lengthSize = version == 1 ? 2 : 4
  let text = Array(header.utf8)
  let padding = max(0, 128 - 8 - lengthSize - text.count - 1)
  let size = text.count + padding + 1
  let length = (0..<lengthSize).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) }
  return Data([0x93] + Array("NUMPY".utf8) + [version, 0] + length + text)
    + Data(repeating: 0x20, count: padding) + Data([0x0a]) + Data(body)
}

/// An `.npy` file of integers in the layout that the header names.
func npyFile<Number: FixedWidthInteger>(
  _ numbers: [Number],
  descriptor: String,
  shape: String? = nil,
  isFortranOrder: Bool = false,
  version: UInt8 = 1
) -> Data {
  let isBig = descriptor.hasPrefix(">")
  let body = numbers.flatMap { number in
    withUnsafeBytes(of: isBig ? number.bigEndian : number.littleEndian) { Array($0) }
  }
  let header =
    "{'descr': '\(descriptor)', 'fortran_order': \(isFortranOrder ? "True" : "False"), "
    + "'shape': (\(shape ?? "\(numbers.count),")), }"
  return npyFile(header, version: version, body: body)
}

/// Captions such as people write them, identities in blocks of random size, two captions per image.
func syntheticPairs(_ count: Int, seed: UInt64, largestIdentity: Int = 6) -> PairTable {
  var generator = SeededGenerator(seed: seed, stream: "synthetic")
  let colours = ["red", "blue", "black", "white", "grey", "green", "pink"]
  let tops = ["shirt", "jacket", "sweater", "coat"]
  let bottoms = ["jeans", "shorts", "skirt", "trousers"]
  let shoes = ["sneakers", "boots", "sandals"]
  let extras = ["a backpack", "an umbrella", "a purse", "a phone", "long dark hair", "round glasses"]
  var captions: [String] = []
  var identities: [Int] = []
  var identity = 0
  var remaining = 1 + generator.index(below: largestIdentity)
  for _ in 0..<count {
    if remaining == 0 {
      identity += 1
      remaining = 1 + generator.index(below: largestIdentity)
    }
    remaining -= 1
    identities.append(identity)
    let person = generator.chance(0.5) ? "man" : "woman"
    captions.append(
      "The \(person) wears a \(generator.element(of: colours)) \(generator.element(of: tops)), "
        + "\(generator.element(of: colours)) \(generator.element(of: bottoms)) and \(generator.element(of: shoes)). "
        + "There is \(generator.element(of: extras))."
    )
  }
  return PairTable(
    identities: identities,
    imageIndices: (0..<count).map { $0 / 2 },
    captions: captions,
    imagePaths: (0..<(count + 1) / 2).map { "/images/\($0).jpg" },
    identityCount: identity + 1
  )
}

/// The defect that `body` throws, if any.
func thrownDefect(_ body: () throws -> Void) -> NoiseIndexContentFailure? {
  do {
    try body()
    return nil
  } catch let error as NoiseIndexFileFailure {
    return error.defect
  } catch {
    return error as? NoiseIndexContentFailure
  }
}
