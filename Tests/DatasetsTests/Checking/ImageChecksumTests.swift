import BenchCore
import Foundation
import TestSupport
import Testing

@testable import Datasets

@Suite struct ImageChecksumTests {
  private static let lines = [
    #"{"image": "b/2.png", "caption": "a woman", "identity": 2, "split": "train"}"#,
    #"{"image": "a/1.png", "caption": "a man", "identity": 1, "split": "train"}"#,
    #"{"image": "a/1.png", "caption": "he walks", "identity": 1, "split": "train"}"#,
    #"{"image": "a-3.png", "caption": "a child", "identity": 3, "split": "test"}"#,
    #"{"image": "Ä/4.png", "caption": "a dog", "identity": 4, "split": "val"}"#,
    #"{"image": "a/10.png", "identity": 3, "split": "test"}"#,
  ]
  private static let images = ["b/2.png", "a/1.png", "a-3.png", "Ä/4.png", "a/10.png"]

  private func fixture(_ lines: [String] = lines, below root: String = "") throws -> (DatasetFixture, URL) {
    let fixture = try DatasetFixture()
    try fixture.write(lines.joined(separator: "\n"), to: "\(root)manifest.jsonl")
    for image in Self.images { try fixture.write("content of \(image)", to: "\(root)\(image)") }
    return (fixture, fixture.root.appending(path: root))
  }

  private func contents(_ root: URL) throws -> DatasetContents { try DatasetInfo.manifest.read(dataRoot: root) }

  private func checksum(_ root: URL, cache: URL? = nil) throws -> ImageChecksum {
    try ImageChecksum(of: contents(root), cacheDirectory: cache)
  }

  /// Anybody can make it: SHA-256 of what `sha256sum` prints for the sorted names.
  @Test func itIsTheSumOfSHA256Sum() throws {
    let (fixture, root) = try fixture()
    let expected = try Python.run(
      """
      import hashlib, os, sys
      os.chdir(sys.argv[1])
      total = hashlib.sha256()
      for name in sorted(set(n.encode() for n in sys.argv[2].split(','))):
          total.update(hashlib.sha256(open(name, 'rb').read()).hexdigest().encode() + b'  ' + name + b'\\n')
      print(total.hexdigest())
      """, root.path, Self.images.joined(separator: ","))
    let found = try checksum(root)
    #expect(found.value + "\n" == expected)
    #expect(found.readCount == 5 && found.rotatedCount == 0 && found.warning == nil)
    withExtendedLifetime(fixture) {}
  }

  @Test func itDependsNeitherOnThePlaceNorOnTheOrder() throws {
    let (first, root) = try fixture()
    let expected = try checksum(root)
    for below in ["elsewhere/", "größer/日本/"] {
      let (other, root) = try fixture(below: below)
      #expect(try checksum(root).value == expected.value)
      withExtendedLifetime(other) {}
    }
    let (reordered, place) = try fixture(Self.lines.reversed())
    #expect(try contents(place).annotationChecksum != contents(root).annotationChecksum)
    #expect(try checksum(place).value == expected.value)
    withExtendedLifetime((first, reordered)) {}
  }

  @Test func itDependsOnEveryImageAndItsName() throws {
    let (fixture, root) = try fixture()
    var seen = [try checksum(root).value]
    for image in Self.images {
      try editInPlace(root.appending(path: image)) { $0[3] ^= 1 }
      seen.append(try checksum(root).value)
    }
    // Two images that change places.
    let (one, two) = (root.appending(path: "a/1.png"), root.appending(path: "b/2.png"))
    let (first, second) = (try Data(contentsOf: one), try Data(contentsOf: two))
    try second.write(to: one)
    try first.write(to: two)
    seen.append(try checksum(root).value)
    let skipped = try contents(root).skippingTrainingImages(["a/1.png"])
    seen.append(try ImageChecksum(of: skipped, cacheDirectory: nil).value)
    #expect(Set(seen).count == 8)
    withExtendedLifetime(fixture) {}
  }

  /// Text that reads the same may name two files.
  @Test func namesAreBytes() throws {
    let (fixture, root) = try fixture()
    let paths = ["caf\u{e9}.png", "cafe\u{301}.png"].map { root.path + "/" + $0 }
    var contents = try contents(root)
    contents.train.imagePaths += paths
    for (index, path) in paths.enumerated() { try Data("content \(index)".utf8).write(to: URL(filePath: path)) }
    let before = try ImageChecksum(of: contents, cacheDirectory: nil)
    #expect(before.readCount == 7)
    for path in paths {
      try editInPlace(URL(filePath: path)) { $0[0] ^= 1 }
      #expect(try ImageChecksum(of: contents, cacheDirectory: nil).value != before.value)
    }
    withExtendedLifetime(fixture) {}
  }

  @Test func whatCannotBeReadIsNamed() throws {
    let (fixture, root) = try fixture()
    let missing = root.appending(path: "a/10.png")
    try FileManager.default.removeItem(at: missing)
    #expect(failureDescription { try checksum(root) }?.contains("a/10.png") == true)
    withExtendedLifetime(fixture) {}
  }
}
