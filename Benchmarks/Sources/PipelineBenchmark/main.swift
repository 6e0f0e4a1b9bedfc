// What preparing training batches costs by itself: no model, no device. Batches of 64 images at 384x128, augmented as
// the papers do, come from worker threads in order and are dropped.
//
//   python3 Benchmarks/peers/images.py make /tmp/person.jpg
//   PipelineBenchmark /tmp/person.jpg [WORKERS]
//
// Prints as JSON, for each state of the images, the processor time of a pair in milliseconds over all threads and the
// pairs a second of one core that follow from it; the wall clock's pairs a second depend on what else the machine does.
//   cold    JPEG files are decoded and resized
//   cached  decoded images are read from the cache file, whose pages the system holds in memory
//   kept    decoded images are in the program's memory

import BenchCore
import Foundation
import Images

let (width, height, batchSize, imageCount) = (128, 384, 64, 512)

/// The memory of a batch, which a training run hands to libtorch.
struct Planes: @unchecked Sendable {
  let memory: UnsafeMutableBufferPointer<UInt8>
  let erased: [RandomErasing.Rectangle?]
}

/// User and system time of all threads of this process, in seconds.
func processorTime() -> Double {
  var usage = rusage()
  getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
}

/// Prepares every image once; the time of a pair on the processor and on the clock, in milliseconds.
func pass(over store: ImageStore, number: Int, workers: Int) throws -> (processor: Double, clock: Double) {
  let start = processorTime()
  let clock = try ContinuousClock().measure {
    let batches = OrderedPrefetcher(count: imageCount / batchSize, workers: workers) { batch in
      let planeCount = 3 * width * height
      let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: batchSize * planeCount)
      let erased = try (0..<batchSize).map { row in
        let index = batch * batchSize + row
        var generator = SeededGenerator(seed: 1, stream: "benchmark", UInt64(number), UInt64(index))
        let planes = UnsafeMutableBufferPointer(rebasing: memory[(row * planeCount)..<((row + 1) * planeCount)])
        return ImageAugmentation.paper.apply(to: try store.image(at: index), using: &generator, into: planes)
      }
      return Planes(memory: memory, erased: erased)
    }
    while let planes = try batches.next() { planes.memory.deallocate() }
  }
  return ((processorTime() - start) * 1000 / Double(imageCount), clock / .milliseconds(1) / Double(imageCount))
}

/// The median over some passes, after one that is not counted.
func measure(_ store: ImageStore, workers: Int) throws -> [String: Double] {
  _ = try pass(over: store, number: 0, workers: workers)
  let passes = try (1...7).map { try pass(over: store, number: $0, workers: workers) }
  let processor = passes.map(\.processor).sorted()[passes.count / 2]
  let clock = passes.map(\.clock).sorted()[passes.count / 2]
  return [
    "processor ms a pair": (processor * 1000).rounded() / 1000, "pairs/s a core": (1000 / processor).rounded(),
    "pairs/s on the clock": (1000 / clock).rounded(), "cores for 3000 pairs/s": (processor * 30).rounded() / 10,
  ]
}

guard let image = CommandLine.arguments.dropFirst().first else {
  print("usage: PipelineBenchmark IMAGE [WORKERS]")
  exit(64)
}
let workers = CommandLine.arguments.dropFirst(2).first.flatMap { Int($0) } ?? 1
let folder = FileManager.default.temporaryDirectory.appending(path: "pipeline-benchmark-\(UUID().uuidString)")
defer { try? FileManager.default.removeItem(at: folder) }
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
let paths = (0..<imageCount).map { folder.appending(path: "\($0).jpg").path }
for path in paths { try FileManager.default.copyItem(atPath: image, toPath: path) }

func store(cache: URL? = nil, memory: Int = 0) throws -> ImageStore {
  try ImageStore(paths: paths, width: width, height: height, cacheDirectory: cache, memoryLimit: memory)
}
let (cold, cached, kept) = try (store(), store(cache: folder), store(memory: .max))
_ = try cached.preload(workers: workers)
_ = try kept.preload(workers: workers)
let encoder = JSONEncoder()
encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
let results = try ["cold": cold, "cached": cached, "kept": kept].mapValues { try measure($0, workers: workers) }
print(String(decoding: try encoder.encode(results), as: UTF8.self))
