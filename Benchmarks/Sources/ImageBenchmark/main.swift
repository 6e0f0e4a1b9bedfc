// The time that one training image takes on one core: decode, resize to 384x128, augment as the papers do,
// write as planes of bytes. Normalising and erasing are left out: the device does them.
// Prints milliseconds as JSON; `Benchmarks/peers/images.py` prints the same keys for Pillow and PyTorch, where
// writing gives float32 that is normalised and erased, so more work.
//
//   python3 Benchmarks/peers/images.py make /tmp/person.jpg
//   ImageBenchmark /tmp/person.jpg
//   python3 Benchmarks/peers/images.py measure /tmp/person.jpg

import BenchCore
import Foundation
import Images

/// The least time of a call in milliseconds over rounds of 16 calls: other processes only ever make it longer.
func milliseconds(_ body: () throws -> Void) rethrows -> Double {
  var least = Duration.seconds(60)
  for _ in 0..<200 {
    least = min(least, try ContinuousClock().measure { for _ in 0..<16 { try body() } } / 16)
  }
  return (least / .microseconds(1)).rounded() / 1000
}

func measure(path: String) throws -> [String: Double] {
  let (width, height) = (128, 384)
  let cache = FileManager.default.temporaryDirectory.appending(path: "image-benchmark-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: cache) }
  let store = try ImageStore(paths: [path], width: width, height: height, cacheDirectory: cache, memoryLimit: 0)
  _ = try store.preload(workers: 0)

  // Until it has seen a large image go, the C library hands the memory of every image back to the system and gets it
  // anew, which costs a third as much as everything else.
  _ = RGBImage(width: 1000, height: 1000, filledWith: SIMD3(0, 0, 0))

  let decoded = try ImageFile.decode(path: path)
  let resized = PillowResize.bilinear(decoded, width: width, height: height)
  let planes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 3 * width * height)
  defer { planes.deallocate() }
  // Every round of calls makes the same 16 draws.
  var call: UInt64 = 0
  func augment(_ image: RGBImage, as augmentation: ImageAugmentation = .paper) {
    var generator = SeededGenerator(seed: 1, stream: "benchmark", call % 16)
    call += 1
    _ = augmentation.apply(to: image, using: &generator, into: planes)
  }

  return [
    "header": try milliseconds { _ = try ImageFile.header(path: path) },
    "decode": try milliseconds { _ = try ImageFile.decode(path: path) },
    "resize": milliseconds { _ = PillowResize.bilinear(decoded, width: width, height: height) },
    "write": milliseconds { augment(resized, as: .none) },
    "augment and write": milliseconds { augment(resized) },
    "augment as AMNS and write": milliseconds { augment(resized, as: .amns) },
    "all, from the file": try milliseconds {
      augment(PillowResize.bilinear(try ImageFile.decode(path: path), width: width, height: height))
    },
    "all, from the cache": try milliseconds { augment(try store.image(at: 0)) },
  ]
}

guard CommandLine.arguments.count == 2 else {
  print("usage: ImageBenchmark IMAGE")
  exit(64)
}
let encoder = JSONEncoder()
encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
print(String(decoding: try encoder.encode(try measure(path: CommandLine.arguments[1])), as: UTF8.self))
