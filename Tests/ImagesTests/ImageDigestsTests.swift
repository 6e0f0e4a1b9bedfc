import BenchCore
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Images

@Suite struct ImageDigestsTests {
  /// Files of a few bytes and a cache folder.
  private struct Workplace {
    let folder: URL
    let paths: [String]
    var cache: URL { folder.appending(path: "cache") }

    init(_ folder: URL, count: Int = 40) throws {
      self.folder = folder
      paths = (0..<count).map { folder.appending(path: "\($0).png").path }
      for index in 0..<count { try Data("content \(index)".utf8).write(to: file(index)) }
    }

    func file(_ index: Int) -> URL { URL(filePath: paths[index]) }

    /// Reads a minute later, when no file is new.
    func digests(
      of paths: [String]? = nil, below folder: String? = nil, cached: Bool = true, trusted: Bool = false,
      later: Int64 = 60_000_000_000, progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> ImageDigests {
      try ImageDigests(
        of: paths ?? self.paths, cacheDirectory: cached ? cache : nil, below: folder, trustsCache: trusted, workers: 3,
        now: { FileVersion.now() + later }, progress: progress)
    }

    func sums(_ digests: ImageDigests) -> [String] { paths.indices.map(digests.sha256) }

    /// What is right, by reading again.
    func truth() throws -> [String] { try paths.indices.map { try Data(contentsOf: file($0)).sha256 } }

    func cacheFile() throws -> URL {
      let files = try FileManager.default.contentsOfDirectory(at: cache, includingPropertiesForKeys: nil)
      return try #require(files.count == 1 ? files[0] : nil)
    }
  }

  private func withWorkplace(_ body: (Workplace) throws -> Void) throws {
    try withTemporaryFolder { try body(Workplace($0)) }
  }

  /// FIPS 180-4's examples, and a file of more than a block.
  @Test func sumsAreThoseOfTheStandard() throws {
    let known: [(Data, String)] = [
      (Data("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        Data("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        Data(repeating: UInt8(ascii: "a"), count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ]
    try withTemporaryFolder { folder in
      let long = Data((0..<2_500_001).map { UInt8(truncatingIfNeeded: $0 &* 7) })
      let contents = known.map(\.0) + [long]
      let paths = contents.indices.map { folder.appending(path: "\($0)").path }
      for (path, content) in zip(paths, contents) { try content.write(to: URL(filePath: path)) }
      for workers in [0, 1, 8] {
        let digests = try ImageDigests(of: paths, cacheDirectory: nil, workers: workers)
        #expect(paths.indices.map(digests.sha256) == known.map(\.1) + [long.sha256])
        #expect(digests.rotatedCount == 0 && digests.readCount == 4)
      }
    }
  }

  @Test func filesAreReadOnceAndThenKnown() throws {
    try withWorkplace { place in
      var progress: [[Int]] = []
      let first = try place.digests { progress.append([$0, $1]) }
      #expect(first.readCount == 40 && first.warning == nil)
      #expect(progress == (1...40).map { [$0, 40] })
      progress = []
      let second = try place.digests { progress.append([$0, $1]) }
      #expect(second.readCount == 0 && progress.isEmpty)
      #expect(try place.sums(first) == place.truth() && place.sums(second) == place.sums(first))
      #expect(try place.digests(cached: false).readCount == 40)
    }
  }

  @Test(arguments: ["edited", "replaced", "touched", "grown"])
  func whatChangedIsReadAgainAndNothingElse(how: String) throws {
    try withWorkplace { place in
      let before = try place.sums(place.digests())
      let file = place.file(7)
      switch how {
      case "edited": try editInPlace(file) { $0[0] ^= 1 }
      case "replaced":
        // Another file of that size and time, moved to its place.
        let other = place.folder.appending(path: "other")
        try Data("CONTENT 7".utf8).write(to: other)
        var status = stat()
        try #require(stat(file.path, &status) == 0)
        try #require(utimensat(AT_FDCWD, other.path, [status.st_atim, status.st_mtim], 0) == 0)
        try #require(rename(other.path, file.path) == 0)
      case "touched":
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: file.path)
      default: try Data("content 7, and more".utf8).write(to: file)
      }
      let after = try place.digests()
      #expect(after.readCount == 1)
      #expect(try place.sums(after) == place.truth())
      #expect((place.sums(after) == before) == (how == "touched"))
      #expect(try place.digests().readCount == 0)
    }
  }

  @Test func filesOfAFolderAreKnownWhateverElseComesAndGoes() throws {
    try withWorkplace { place in
      let folder = place.folder.path
      #expect(try place.digests(of: Array(place.paths[..<30]), below: folder).readCount == 30)
      let all = try place.digests(below: folder)
      #expect(try all.readCount == 10 && place.sums(all) == place.truth())
      let reversed = try place.digests(of: place.paths.reversed(), below: folder)
      #expect(reversed.readCount == 0 && reversed.sha256(at: 0) == all.sha256(at: 39))
      try editInPlace(place.file(7)) { $0[0] ^= 1 }
      #expect(try place.digests(of: Array(place.paths[1..<20]), below: folder).readCount == 1)
      let again = try place.digests(below: folder)
      #expect(again.readCount == 21, "what was gone when the file was written is not in it")
      #expect(try place.sums(again) == place.truth())
      _ = try place.cacheFile()
      #expect(try place.digests(below: "/elsewhere").readCount == 40 && place.digests().readCount == 40)
    }
  }

  /// Within one tick of the file system's clock a change would not show.
  @Test func whatWasJustWrittenIsNotKept() throws {
    try withWorkplace { place in
      let written = try #require(FileVersion(path: place.paths[3])).statusTime
      func read(at time: Int64) throws -> Int {
        try ImageDigests(
          of: [place.paths[3]], cacheDirectory: place.cache, trustsCache: false, workers: 1, now: { time },
          progress: { _, _ in }
        ).readCount
      }
      #expect(try (0..<2).map { _ in try read(at: written + 1_000) } == [1, 1])
      #expect(try (0..<2).map { _ in try read(at: written + 5_000_000_000) } == [1, 0])
    }
  }

  @Test func aTrustedCacheIsTakenWithoutALookAtTheFiles() throws {
    try withWorkplace { place in
      #expect(try place.digests(trusted: true).readCount == 40, "nothing is there to trust")
      let before = try place.truth()
      try editInPlace(place.file(7)) { $0[0] ^= 1 }
      try FileManager.default.removeItem(at: place.file(8))
      let trusted = try place.digests(trusted: true)
      #expect(trusted.readCount == 0 && place.sums(trusted) == before)
      #expect(throws: ImageFailure(path: place.paths[8], reason: .missing)) { try place.digests() }
    }
  }

  /// Whatever bytes are in its place, a cache file costs only time.
  @Test func noDamagedCacheFileIsTrusted() throws {
    try withWorkplace { place in
      let truth = try place.truth()
      _ = try place.digests()
      let file = try place.cacheFile()
      let sound = try Array(Data(contentsOf: file))
      var mutator = FileMutator(
        of: [sound, Array(sound.prefix(64)), []], words: [],
        generator: SeededGenerator(seed: 1, stream: "damaged digests"))
      var again = 0
      for damaged in [[], Array(sound.dropLast()), sound + [0]] + (0..<300).map({ _ in mutator.next() }) {
        try Data(damaged).write(to: file)
        let digests = try place.digests(trusted: true)
        #expect(place.sums(digests) == truth)
        #expect((digests.readCount == 0) == (damaged == sound))
        again += digests.readCount == 0 ? 0 : 1
      }
      #expect(again > 250)
      #expect(try Array(Data(contentsOf: file)) == sound, "it is made whole again")
    }
  }

  @Test func theCacheFileOfAnotherListIsForeign() throws {
    try withWorkplace { place in
      _ = try place.digests(of: place.paths.reversed())
      let foreign = try Data(contentsOf: place.cacheFile())
      try FileManager.default.removeItem(at: place.cacheFile())
      _ = try place.digests()
      try foreign.write(to: place.cacheFile())
      let digests = try place.digests(trusted: true)
      #expect(digests.readCount == 40)
      #expect(try place.sums(digests) == place.truth())
    }
  }

  @Test func aCacheFolderThatCannotBeWrittenIsAWarning() throws {
    try withWorkplace { place in
      // A file stands where the folder should be, which stops even the administrator.
      try Data().write(to: place.cache)
      let digests = try place.digests()
      let warning = try #require(digests.warning)
      #expect(
        warning.path.hasPrefix(place.cache.path) && warning.problem.hasPrefix("digests of images are not cached: "))
      #expect(try place.sums(digests) == place.truth())
    }
  }

  @Test func whatCannotBeReadIsAnErrorThatKeepsWhatWasRead() throws {
    try withWorkplace { place in
      try FileManager.default.removeItem(at: place.file(33))
      try FileManager.default.createDirectory(at: place.file(33), withIntermediateDirectories: true)
      try Data().write(to: place.file(36))
      #expect(throws: ImageFailure(path: place.paths[33], reason: .notAFile)) { try place.digests() }
      try FileManager.default.removeItem(at: place.file(33))
      try Data("there".utf8).write(to: place.file(33))
      #expect(throws: ImageFailure(path: place.paths[36], reason: .empty)) { try place.digests() }
      try Data("there".utf8).write(to: place.file(36))
      let digests = try place.digests()
      #expect(digests.readCount == 4, "the files from 36 on")
      #expect(try place.sums(digests) == place.truth())
    }
  }

  @Test func whatCannotBeReadMayBeLeftOut() throws {
    try withWorkplace { place in
      _ = try place.digests()
      try FileManager.default.removeItem(at: place.file(3))
      try Data().write(to: place.file(36))
      for _ in 0..<2 {
        var failed: [Int: ImageFailure.Reason] = [:]
        let digests = try ImageDigests(
          of: place.paths, cacheDirectory: place.cache, failed: { failed[$0] = $1.reason })
        #expect(failed == [3: .missing, 36: .empty] && digests.rotatedCount == 0)
        for index in place.paths.indices where failed[index] == nil {
          let expected = try Data(contentsOf: place.file(index)).sha256
          #expect(digests.sha256(at: index) == expected)
        }
      }
    }
  }

  @Test func manyMayReadAndWriteAtOnce() throws {
    try withWorkplace { place in
      let truth = try place.truth()
      let wrong = Mutex(0)
      DispatchQueue.concurrentPerform(iterations: 12) { _ in
        if (try? place.sums(place.digests())) != truth { wrong.withLock { $0 += 1 } }
      }
      #expect(wrong.withLock { $0 } == 0)
      #expect(try place.digests().readCount == 0)
    }
  }

  @Test func noFilesHaveNoDigests() throws {
    try withTemporaryFolder { folder in
      for _ in 0..<2 {
        let digests = try ImageDigests(of: [], cacheDirectory: folder)
        #expect(digests.readCount == 0 && digests.rotatedCount == 0)
      }
    }
  }
}
