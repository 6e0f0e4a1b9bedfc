import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Images

struct ImageStoreTests {
  /// A folder with images 0.png ... and a cache folder.
  private struct Workplace {
    let folder: URL
    let paths: [String]
    var cache: URL { folder.appending(path: "cache/images") }

    init(_ folder: URL, count: Int = 6) throws {
      self.folder = folder
      paths = (0..<count).map { folder.appending(path: "\($0).png").path }
      for index in 0..<count { try draw(index, shade: UInt8(index)) }
    }

    func draw(_ index: Int, shade: UInt8) throws {
      let pixels = (0..<(9 + index) * 14 * 3).map { UInt8(truncatingIfNeeded: $0 &* 31) &+ shade }
      let image = RGBImage(width: 9 + index, height: 14, pixels: pixels)
      try PNGFile.write(image, to: URL(filePath: paths[index]))
    }

    func store(inMemory: Bool = false, cached: Bool = true) throws -> ImageStore {
      try ImageStore(
        paths: paths,
        width: 8,
        height: 24,
        cacheDirectory: cached ? cache : nil,
        memoryLimit: inMemory ? 1 << 20 : 0
      )
    }

    func expected(_ index: Int) throws -> RGBImage {
      PillowResize.bilinear(try ImageFile.decode(path: paths[index]), width: 8, height: 24)
    }

    /// Fills a source with zeros without a change of its size, inode and modification time.
    func replaceSecretly(_ index: Int) throws {
      try editInPlace(URL(filePath: paths[index])) { $0 = Data(count: $0.count) }
    }

    /// Moves the modification time of a source by nanoseconds.
    func shiftTime(of index: Int, by nanoseconds: Int) throws {
      var status = stat()
      try #require(stat(paths[index], &status) == 0)
      var time = status.st_mtim
      time.tv_nsec = (time.tv_nsec + nanoseconds) % 1_000_000_000
      try #require(utimensat(AT_FDCWD, paths[index], [status.st_atim, time], 0) == 0)
    }

    func cacheFiles() throws -> [URL] {
      try FileManager.default.contentsOfDirectory(at: cache, includingPropertiesForKeys: nil)
    }

    /// Checks every image of a store against its source.
    func check(_ store: ImageStore) throws {
      for index in paths.indices { #expect(try store.image(at: index) == expected(index), "\(index)") }
    }
  }

  private func withWorkplace(_ body: (Workplace) throws -> Void) throws {
    try withTemporaryFolder { try body(try Workplace($0)) }
  }

  @Test(arguments: [0, 3], [true, false])
  func fillsTheCacheOnceAndReusesIt(workers: Int, inMemory: Bool) throws {
    try withWorkplace { place in
      let first = try place.store(inMemory: inMemory)
      let progress = Mutex<[Int]>([])
      let report = try first.preload(workers: workers) { done in progress.withLock { $0.append(done) } }
      #expect(report == ImageStore.PreloadReport(decoded: 6, reused: 0))
      #expect(progress.withLock { $0 } == [1, 2, 3, 4, 5, 6])
      try place.check(first)
      #expect(try place.cacheFiles().count == 1)

      let second = try place.store(inMemory: inMemory)
      #expect(try second.preload(workers: workers) == ImageStore.PreloadReport(decoded: 0, reused: 6))
      try place.check(second)
    }
  }

  /// As `touch -r` hides a change: only the time of the change of status tells.
  @Test func noticesAChangeInPlace() throws {
    try withWorkplace { place in
      _ = try place.store().preload(workers: 0)
      let store = try place.store()
      try place.replaceSecretly(2)
      let failure = ImageFailure(path: place.paths[2], reason: .unknownFormat)
      #expect(throws: failure) { try store.image(at: 2) }
      #expect(throws: failure) { try place.store().preload(workers: 2) }
      try place.draw(2, shade: 9)
      #expect(try place.store().preload(workers: 2) == ImageStore.PreloadReport(decoded: 1, reused: 5))
      try place.check(try place.store())
    }
  }

  @Test func keepsImagesInMemory() throws {
    try withWorkplace { place in
      let expected = try place.paths.indices.map(place.expected)
      let (small, large) = (try place.store(inMemory: true, cached: false), try place.store(cached: false))
      #expect(try small.preload(workers: 2) == ImageStore.PreloadReport(decoded: 6, reused: 0))
      #expect(try large.preload(workers: 2) == ImageStore.PreloadReport())
      try FileManager.default.removeItem(atPath: place.paths[1])
      #expect(try small.image(at: 1) == expected[1])
      #expect(throws: ImageFailure(path: place.paths[1], reason: .missing)) { try large.image(at: 1) }
    }
  }

  @Test func noticesChangedAndMissingSources() throws {
    try withWorkplace { place in
      let before = try place.expected(4)
      _ = try place.store().preload(workers: 0)
      let store = try place.store()
      try place.draw(4, shade: 100)
      try place.shiftTime(of: 4, by: 1)
      #expect(try place.expected(4) != before)
      try place.check(store)
      #expect(try place.store().preload(workers: 2) == ImageStore.PreloadReport(decoded: 1, reused: 5))
      try place.check(try place.store())

      try FileManager.default.removeItem(atPath: place.paths[4])
      #expect(throws: ImageFailure(path: place.paths[4], reason: .missing)) { try place.store().image(at: 4) }
      #expect(throws: ImageFailure(path: place.paths[4], reason: .missing)) { try place.store().preload(workers: 2) }
    }
  }

  @Test(arguments: ["magic", "size", "entry", "pixels", "cut", "longer", "empty"])
  func trustsNoDamagedCacheFile(damage: String) throws {
    try withWorkplace { place in
      _ = try place.store().preload(workers: 0)
      let file = try #require(try place.cacheFiles().first)
      var bytes = try Data(contentsOf: file)
      switch damage {
      case "magic": bytes[0] ^= 1
      case "size": bytes[8] ^= 1
      case "entry": bytes[64 + 2 * 48 + 8] ^= 1
      case "pixels": bytes[4096 + 3 * 8 * 24 * 3 + 5] ^= 1
      case "cut": bytes.removeLast()
      case "longer": bytes.append(0)
      default: bytes = Data()
      }
      try bytes.write(to: file)
      try place.check(try place.store())
      let report = try place.store().preload(workers: 2)
      #expect(report == ImageStore.PreloadReport(decoded: 6, reused: 0))
      try place.check(try place.store())
      #expect(try place.store().preload(workers: 2).reused == 6)
    }
  }

  @Test func survivesACacheFileCutShortWhileOpen() throws {
    try withWorkplace { place in
      _ = try place.store().preload(workers: 0)
      let store = try place.store()
      let handle = try FileHandle(forWritingTo: try #require(try place.cacheFiles().first))
      try handle.truncate(atOffset: 5000)
      try handle.close()
      try place.check(store)
    }
  }

  @Test func goesWithoutACacheWhereItCannotWrite() throws {
    try withWorkplace { place in
      // A file stands where the folder should be, which stops even the administrator.
      try Data().write(to: place.folder.appending(path: "cache"))
      for inMemory in [true, false] {
        let store = try place.store(inMemory: inMemory)
        let report = try store.preload(workers: 2)
        #expect(report.warning?.path.hasPrefix(place.cache.path) == true)
        #expect(report.decoded == (inMemory ? 6 : 0))
        try place.check(store)
      }
    }
  }

  @Test(arguments: [0, 3])
  func throwsForTheFirstBadImageAndLeavesNothingBehind(workers: Int) throws {
    try withWorkplace { place in
      for index in [2, 4] { try Data("no image".utf8).write(to: URL(filePath: place.paths[index])) }
      #expect(throws: ImageFailure(path: place.paths[2], reason: .unknownFormat)) {
        try place.store().preload(workers: workers)
      }
      #expect(try place.cacheFiles().isEmpty)
    }
  }

  @Test func removesWhatKilledProcessesLeft() throws {
    try withWorkplace { place in
      let cache = place.cache
      try FileManager.default.createDirectory(at: cache, withIntermediateDirectories: true)
      let left = cache.appending(path: ".a.images.\(UUID().uuidString).partial")
      try Data(count: 10).write(to: left)
      _ = try place.store().preload(workers: 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: cache.path)
      #expect(names == [try #require(try place.cacheFiles().first).lastPathComponent])
    }
  }

  @Test func tellsListsAndSizesApart() throws {
    try withWorkplace { place in
      _ = try place.store().preload(workers: 0)
      for (paths, width) in [(place.paths, 9), (place.paths.reversed(), 8), (Array(place.paths.dropLast()), 8)] {
        let store = try ImageStore(paths: paths, width: width, height: 24, cacheDirectory: place.cache, memoryLimit: 0)
        #expect(try store.preload(workers: 0).reused == 0)
        for index in paths.indices {
          let decoded = try ImageFile.decode(path: paths[index])
          #expect(try store.image(at: index) == PillowResize.bilinear(decoded, width: width, height: 24))
        }
      }
      #expect(try place.cacheFiles().count == 4)
    }
  }

  @Test func servesManyThreadsAndStoresAtOnce() throws {
    try withWorkplace { place in
      let expected = try place.paths.indices.map(place.expected)
      let stores = try (0..<4).map { try place.store(inMemory: $0 % 2 == 0) }
      let wrong = Mutex(0)
      DispatchQueue.concurrentPerform(iterations: 16) { iteration in
        let store = stores[iteration % 4]
        if iteration < 8 { _ = try? store.preload(workers: 2) }
        for index in 0..<60 where (try? store.image(at: index % 6)) != expected[index % 6] {
          wrong.withLock { $0 += 1 }
        }
      }
      #expect(wrong.withLock { $0 } == 0)
      #expect(try place.cacheFiles().count == 1)
      #expect(try place.store().preload(workers: 0).reused == 6)
    }
  }

  @Test func refusesImpossibleSizes() {
    #expect(throws: ImageStoreFailure.self) { try ImageStore(paths: [], width: 0, height: 24, cacheDirectory: nil) }
    #expect(throws: ImageStoreFailure.self) { try ImageStore(paths: [], width: 8, height: -1, cacheDirectory: nil) }
  }

  @Test func holdsNoImages() throws {
    try withTemporaryFolder { folder in
      let store = try ImageStore(paths: [], width: 8, height: 24, cacheDirectory: folder)
      #expect(store.count == 0)
      #expect(try store.preload(workers: 2).decoded == 0)
    }
  }
}
