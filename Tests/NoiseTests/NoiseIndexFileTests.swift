import BenchCore
import Foundation
import Noise
import TestSupport
import Testing

struct NoiseIndexFileTests {
  private let numbers: [Int64] = [2, 0, 1, 4, 3]

  /// The hand-made files of these tests are NumPy's: SHA-256 of what NumPy 2.4.6 saves.
  @Test func handMadeFilesAreThoseOfNumPy() {
    let bodies = numbers.map { Int32($0) }
    let files: [(Data, String)] = [
      (npyFile(numbers, descriptor: "<i8"), "1f778509b8fe41216b3247433a5468b66123f7ad60c2cf720a9103041b975a38"),
      (npyFile(bodies, descriptor: "<i4"), "06e40cfbec9a2b9490893878b3c64bfaea9f24c77a955794ee8654bdfc367f30"),
      (
        npyFile(numbers, descriptor: "<i8", version: 2),
        "d8a4a7ce4dce32a3b7177e2bd1b9bec5738942d718e934dcb30aee7c632691fd"
      ),
      (
        npyFile(numbers, descriptor: "<i8", version: 3),
        "b9807b6550bab6e4b80e05a80c81b7a25df08613adb50587c3b5d1cda0d0ab99"
      ),
      (npyFile(numbers, descriptor: ">i8"), "91ecd1c907c4c2c4aeb4d15ffbc218aea394d97c8b4b77fbf9e19e96a3237164"),
      (
        npyFile(numbers.map { Double($0).bitPattern }, descriptor: "<f8"),
        "e4b9319f18b429334be6ecc370ee3dbcb538172c3b0f4d60d5bac7fe54ee6574"
      ),
      (
        npyFile([0, 3, 1, 4, 2, 5] as [Int64], descriptor: "<i8", shape: "2, 3", isFortranOrder: true),
        "1d8090b757f8da7b6a8d32761f8b712864e30f6e37b69f85d638150f44ec60f9"
      ),
      (
        npyFile([0, 1, 2, 3, 4, 5] as [Int64], descriptor: "<i8", shape: "2, 3"),
        "93667f9d4ebb559bf5edd298e9a5d5fbf21929dabcbc44c344a8124b82a1fe76"
      ),
      (
        npyFile([5] as [Int64], descriptor: "<i8", shape: ""),
        "dc828d995d1b8f2c2acdaf08b050ca87b6e49251edf2d08420132b9b7cc56876"
      ),
    ]
    for (data, sha256) in files { #expect(data.sha256 == sha256) }
  }

  /// SHA-256 of `np.save(file, np.arange(count))`, NumPy 2.4.6.
  @Test(
    arguments: [
      (0, "e734dac55ea9fbbe782af2d8c02c3c5992131906228afb2aaaf137d6f3ed74db"),
      (1, "f6df0000bed676f0a4b777e2a1d915b6608dab452e11737f82c685cebf0e8ba7"),
      (5, "e24087dfc0efa40c8b280f8839dbdac487c5be2456ee63b23a284df057d01a6e"),
      (1000, "6e4b27e656d5e4eb5f601d9dec147a60cbf00b78ea8b1d4d999fdb776daafb76"),
    ]
  )
  func encodesAsNumPy(count: Int, sha256: String) throws {
    let index = try NoiseIndex(validating: Array(0..<count))
    #expect(NoiseIndexFile.encode(index).sha256 == sha256)
  }

  @Test func readsEveryAcceptedLayout() throws {
    let small = numbers.map { Int32($0) }
    for data in [
      npyFile(numbers, descriptor: "<i8"), npyFile(small, descriptor: "<i4"),
      npyFile(numbers, descriptor: "<i8", version: 2), npyFile(small, descriptor: "<i4", version: 2),
      // Another order of keys, other quotes, no spare comma, no padding.
      npyFile(
        #"{"shape":(5),"fortran_order":False,"descr":"<i8"}"#,
        body: [UInt8](npyFile(numbers, descriptor: "<i8").dropFirst(128))
      ),
    ] {
      #expect(try NoiseIndexFile.decode(data) == [2, 0, 1, 4, 3])
    }
    #expect(try NoiseIndexFile.decode(npyFile([-1, .max, .min], descriptor: "<i8")) == [-1, Int.max, Int.min])
    #expect(try NoiseIndexFile.decode(npyFile([-1, 7] as [Int32], descriptor: "<i4")) == [-1, 7])
    // A slice of data does not begin at index 0.
    #expect(try NoiseIndexFile.decode((Data([1, 2, 3]) + npyFile(numbers, descriptor: "<i8")).dropFirst(3)).count == 5)
  }

  @Test func refusesOtherLayouts() {
    let doubles = numbers.map { Double($0).bitPattern }
    let cases: [(Data, NoiseIndexContentFailure)] = [
      (npyFile(numbers, descriptor: ">i8"), .npy(.bigEndian(">i8"))),
      (npyFile(numbers.map { Int32($0) }, descriptor: ">i4"), .npy(.bigEndian(">i4"))),
      (npyFile(doubles, descriptor: "<f8"), .npy(.unsupportedType("'<f8'", expected: "int32, int64"))),
      (npyFile(numbers, descriptor: "<u8"), .npy(.unsupportedType("'<u8'", expected: "int32, int64"))),
      (
        npyFile(numbers.map { Int16($0) }, descriptor: "<i2"), .npy(.unsupportedType("'<i2'", expected: "int32, int64"))
      ),
      (npyFile(numbers, descriptor: ""), .npy(.unsupportedType("''", expected: "int32, int64"))),
      (
        npyFile("{'descr': [('a', '<i8')], 'fortran_order': False, 'shape': (2,), }", body: []),
        .npy(.unsupportedType("a structured type", expected: "plain numbers"))
      ),
      (npyFile(numbers, descriptor: "<i8", isFortranOrder: true), .npy(.fortranOrder)),
      (npyFile(numbers, descriptor: "<i8", shape: "5, 1"), .notOneDimensional(shape: [5, 1])),
      (npyFile([5] as [Int64], descriptor: "<i8", shape: ""), .notOneDimensional(shape: [])),
      (npyFile(numbers, descriptor: "<i8", version: 3), .npy(.unsupportedVersion(major: 3, minor: 0))),
      (npyFile(numbers, descriptor: "<i8", shape: "6,"), .npy(.truncatedData(expectedBytes: 48, foundBytes: 40))),
      (npyFile(numbers, descriptor: "<i8", shape: "4,"), .npy(.trailingBytes(8))),
      (npyFile(numbers, descriptor: "<i8") + Data([0]), .npy(.trailingBytes(1))),
      (
        npyFile(numbers, descriptor: "<i8", shape: "1000000000000000000,"),
        .npy(.truncatedData(expectedBytes: 8_000_000_000_000_000_000, foundBytes: 40))
      ),
      (npyFile(numbers, descriptor: "<i8", shape: "\(Int.max),"), .npy(.impossibleLength("\(Int.max)"))),
      (
        npyFile(numbers, descriptor: "<i8", shape: "9223372036854775808,"),
        .npy(.impossibleLength("9223372036854775808"))
      ),
      (Data(), .npy(.notNPY)),
      (Data("PK\u{3}\u{4} an npz archive".utf8), .npy(.notNPY)),
    ]
    for (data, defect) in cases {
      #expect(thrownDefect { _ = try NoiseIndexFile.decode(data) } == defect)
      #expect(!defect.problem.isEmpty)
    }
  }

  @Test(
    arguments: [
      "", "{", "}", "[]", "{}", "{'descr'}", "{'descr': }", "{'descr': '<i8}", "{'descr': <i8}",
      "{'descr': '<i8', 'fortran_order': False}", "{'descr': '<i8', 'shape': (5,)}",
      "{'fortran_order': False, 'shape': (5,)}", "{'descr': '<i8', 'descr': '<i8', 'fortran_order': False}",
      "{'descr': '<i8', 'fortran_order': 0, 'shape': (5,)}", "{'descr': '<i8', 'fortran_order': False, 'shape': 5}",
      "{'descr': '<i8', 'fortran_order': False, 'shape': (-5,)}",
      "{'descr': '<i8', 'fortran_order': False, 'shape': (5.0,)}",
      "{'descr': '<i8', 'fortran_order': False, 'shape': (,)}",
      "{'descr': '<i8', 'fortran_order': False, 'shape': (5,}",
      "{'descr': '<i8', 'fortran_order': False, 'shape': (5,)} x",
      "{'descr': '<i8', 'fortran_order': False, 'shape': (5,), 'more': 1}",
      "{'descr': '<i8' 'fortran_order': False, 'shape': (5,)}", "\0\0\0\0", "{'descr': '\u{e9}', é}",
    ]
  )
  func refusesMalformedHeaders(header: String) {
    let data = npyFile(header, body: [UInt8](repeating: 0, count: 40))
    let defect = thrownDefect { _ = try NoiseIndexFile.decode(data) }
    guard case .npy(.malformedHeader) = defect else {
      Issue.record("\(header): \(String(describing: defect))")
      return
    }
  }

  @Test(arguments: [UInt8(1), 2])
  func refusesEveryTruncation(version: UInt8) {
    let whole = npyFile(numbers, descriptor: "<i8", version: version)
    for size in 0..<whole.count {
      let defect = thrownDefect { _ = try NoiseIndexFile.decode(whole.prefix(size)) }
      switch defect {
      case .npy(.notNPY): #expect(size < 6)
      case .npy(.truncatedHeader(let expected, let found)):
        #expect(size >= 6 && size < 128 && expected > found && found == size)
      case .npy(.truncatedData(let expected, let found)):
        #expect(size >= 128 && expected == 40 && found == size - 128)
      default: Issue.record("\(size) bytes: \(String(describing: defect))")
      }
    }
  }

  @Test func readsAndWritesFiles() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("index.npy")
      let index = try NoiseIndex(validating: [2, 0, 1, 4, 3])
      try Data("old".utf8).write(to: file)
      try NoiseIndexFile.write(index, to: file)
      #expect(try Data(contentsOf: file) == npyFile(numbers, descriptor: "<i8"))
      #expect(try NoiseIndexFile.read(from: file) == index)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["index.npy"])

      let link = folder.appendingPathComponent("link.npy")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
      #expect(try NoiseIndexFile.read(from: link) == index)
    }
  }

  @Test func refusesWhatIsNoFile() throws {
    try withTemporaryFolder { folder in
      func defect(_ name: String) -> NoiseIndexContentFailure? {
        thrownDefect { _ = try NoiseIndexFile.read(from: folder.appendingPathComponent(name)) }
      }
      #expect(defect("none.npy") == .npy(.missing))
      #expect(defect(".") == .npy(.notAFile))
      #expect(thrownDefect { _ = try NoiseIndexFile.read(from: URL(fileURLWithPath: "/dev/zero")) } == .npy(.notAFile))
      // The kernel refuses to read address 0 of this process: a regular file that cannot be read.
      guard
        case .npy(.unreadable) = thrownDefect({
          _ = try NoiseIndexFile.read(from: URL(fileURLWithPath: "/proc/self/mem"))
        })
      else {
        Issue.record("/proc/self/mem was read")
        return
      }

      // A sparse file of 2 GiB takes no space and must not take memory.
      let huge = folder.appendingPathComponent("huge.npy")
      #expect(FileManager.default.createFile(atPath: huge.path, contents: nil))
      let handle = try FileHandle(forWritingTo: huge)
      try handle.truncate(atOffset: 2 << 30)
      try handle.close()
      #expect(defect("huge.npy") == .npy(.tooLarge(bytes: 2 << 30, limit: 1 << 30)))

      let target = folder.appendingPathComponent("no/such/folder/index.npy")
      guard case .unwritable = thrownDefect({ try NoiseIndexFile.write(NoiseIndex(validating: [0]), to: target) })
      else {
        Issue.record("\(target.path) was written")
        return
      }
    }
  }

  @Test func namesTheFirstBadEntry() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("index.npy")
      for (values, defect) in [
        ([0, 1, 5, -1, 1], NoiseIndexFailure.outOfRange(entry: 2, value: 5, count: 5)),
        ([0, -1, 5, 3, 4], .outOfRange(entry: 1, value: -1, count: 5)),
        ([4, 1, 2, 1, 4], .repeated(entry: 3, value: 1, first: 1)),
        ([0, 0], .repeated(entry: 1, value: 0, first: 0)),
        ([.max], .outOfRange(entry: 0, value: .max, count: 1)),
      ] as [([Int64], NoiseIndexFailure)] {
        try npyFile(values, descriptor: "<i8").write(to: file)
        let error = #expect(throws: NoiseIndexFileFailure.self) { try NoiseIndexFile.read(from: file) }
        #expect(error?.defect == .badEntry(defect))
        #expect(error?.description.hasPrefix("\(file.path): entry ") == true)
        let report = try NoiseIndexReport(verifying: file)
        #expect(report.defect == defect)
        #expect(report.published == nil)
      }
    }
  }

  @Test func everyDefectHasASentence() {
    let defects: [NoiseIndexContentFailure] = [
      .npy(.missing), .npy(.notAFile), .npy(.unreadable(reason: "x")), .unwritable(reason: "x"),
      .npy(.tooLarge(bytes: 2, limit: 1)), .npy(.notNPY), .npy(.unsupportedVersion(major: 3, minor: 0)),
      .npy(.truncatedHeader(expectedBytes: 2, foundBytes: 1)), .npy(.malformedHeader("x")), .npy(.bigEndian(">i8")),
      .npy(.unsupportedType("'<f8'", expected: "int32, int64")), .npy(.fortranOrder),
      .notOneDimensional(shape: [2, 3]), .npy(.impossibleLength("9")),
      .npy(.truncatedData(expectedBytes: 2, foundBytes: 1)), .npy(.trailingBytes(1)),
      .badEntry(.outOfRange(entry: 1, value: 2, count: 2)),
      .badEntry(.repeated(entry: 1, value: 0, first: 0)), .wrongLength(found: 1, expected: 2),
      .wrongRate(moved: 1, pairs: 3, rate: 0.2), .notPublished,
    ]
    for defect in defects { #expect(!defect.problem.isEmpty && !defect.problem.hasSuffix(".")) }
    #expect(Set(defects.map(\.problem)).count == defects.count)
    #expect(
      NoiseIndexContentFailure.wrongRate(moved: 1, pairs: 3, rate: 0.2).problem.contains("a rate of 0.3333, not 0.2"))
  }
}
