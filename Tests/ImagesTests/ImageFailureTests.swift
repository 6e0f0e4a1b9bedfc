import BenchCore
import Foundation
import HDF5
import Images
import TestSupport
import Testing

/// What cannot be decoded, and how that is said.
struct ImageFailureTests {
  private static func file(_ name: String) throws -> [UInt8] {
    try File.open(Arrays.pillow).bytes("decode/\(name)/file").values
  }

  private static func reason(_ body: () throws -> Void) -> ImageFailure.Reason? {
    do {
      try body()
      return nil
    } catch {
      return (error as? ImageFailure)?.reason
    }
  }

  @Test func tellsPathsApartThatHoldNoImage() throws {
    try withTemporaryFolder { folder in
      func reason(_ name: String, _ contents: String? = nil) throws -> ImageFailure.Reason? {
        let url = folder.appending(path: name)
        if let contents { try Data(contents.utf8).write(to: url) }
        let decoding = Self.reason { _ = try ImageFile.decode(path: url.path) }
        #expect(decoding == Self.reason { _ = try ImageFile.header(path: url.path) })
        return decoding
      }
      #expect(try reason("missing.jpg") == .missing)
      #expect(try reason("") == .notAFile)
      #expect(try reason("empty.png", "") == .empty)
      #expect(try reason("page.jpg", "<html>not found</html>") == .unknownFormat)
      #expect(try reason("a.png/b.png") == .missing)

      let pipe = folder.appending(path: "pipe.png").path
      try #require(mkfifo(pipe, 0o600) == 0)
      #expect(Self.reason { _ = try ImageFile.decode(path: pipe) } == .notAFile)

      let loop = folder.appending(path: "loop.png").path
      try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: loop)
      guard case .system = Self.reason({ _ = try ImageFile.decode(path: loop) }) else {
        Issue.record("a link to itself is the system's complaint")
        return
      }
    }
  }

  @Test func refusesUnreadableFiles() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "secret.png")
      try PNGFile.write(RGBImage(width: 2, height: 2, filledWith: SIMD3(1, 2, 3)), to: url)
      try FileManager.default.setAttributes([.posixPermissions: 0o000], ofItemAtPath: url.path)
      let reason = Self.reason { _ = try ImageFile.decode(path: url.path) }
      // The administrator may read everything.
      #expect(reason == (geteuid() == 0 ? nil : .system("Permission denied")))
    }
  }

  @Test func namesThePathAndARemedy() {
    let error = #expect(throws: ImageFailure.self) { try ImageFile.decode(path: "/nowhere/0001.jpg") }
    #expect(error?.description.hasPrefix("/nowhere/0001.jpg: the image is missing; ") == true)
  }

  @Test(arguments: ["rgb8-filtered.png", "rgba8-interlaced.png", "gray16.png"])
  func refusesEveryTruncatedPNG(name: String) throws {
    let file = try Self.file(name)
    for count in 8..<file.count {
      let reason = Self.reason { _ = try ImageFile.decode(bytes: Array(file[..<count]), name: name) }
      #expect(reason == .truncated(.png), "\(count) of \(file.count) bytes")
    }
  }

  @Test(arguments: ["420-17x31.jpg", "progressive.jpg", "restart.jpg", "gray.jpg", "cmyk.jpg"])
  func refusesEveryTruncatedJPEG(name: String) throws {
    let file = try Self.file(name)
    for count in 3..<file.count {
      let reason = Self.reason { _ = try ImageFile.decode(bytes: Array(file[..<count]), name: name) }
      #expect(reason != nil, "\(count) of \(file.count) bytes")
    }
    let half = Array(file[..<(file.count * 3 / 4)])
    #expect(Self.reason { _ = try ImageFile.decode(bytes: half, name: name) } == .truncated(.jpeg))
  }

  @Test func refusesDamagedPNG() throws {
    var file = try Self.file("rgb8-filtered.png")
    file[file.count / 2] ^= 0xff
    guard case .corrupt(.png, let message) = Self.reason({ _ = try ImageFile.decode(bytes: file, name: "x") }) else {
      Issue.record("a wrong checksum is damage")
      return
    }
    #expect(!message.isEmpty)
  }

  @Test func refusesDamagedJPEG() throws {
    var file = try Self.file("420-17x31.jpg")
    let start = file.count - 60
    // A run of ones is no Huffman code.
    for place in start..<start + 20 { file[place] = place % 2 == start % 2 ? 0xff : 0 }
    guard case .corrupt(.jpeg, _) = Self.reason({ _ = try ImageFile.decode(bytes: file, name: "x") }) else {
      Issue.record("nonsense in the compressed data is damage")
      return
    }
  }

  @Test func toleratesWhatLeavesThePixelsAlone() throws {
    let file = try Self.file("420-17x31.jpg")
    let image = try ImageFile.decode(bytes: file, name: "x")
    let padded = file.dropLast(2) + [0, 0, 0, 0xff, 0xd9]
    #expect(try ImageFile.decode(bytes: Array(padded), name: "x") == image)
    #expect(try ImageFile.decode(bytes: file + [1, 2, 3], name: "x") == image)
    var future = file
    try #require(Array(future[6..<10]) == Array("JFIF".utf8))
    future[11] = 9  // the version of the JFIF standard
    #expect(try ImageFile.decode(bytes: future, name: "x") == image)
    #expect(try ImageFile.header(bytes: future, name: "x").width == 17)
  }

  @Test func refusesBombsBeforeTakingMemory() throws {
    // Two small files that announce 20,000 x 20,000 pixels.
    var jpeg = try Self.file("420-16x16.jpg")
    let frame = try #require(jpeg.indices.first { jpeg[$0] == 0xff && jpeg[$0 + 1] == 0xc0 })
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0x4e, 0x20, 0x4e, 0x20])
    let png = try File.open(Arrays.pillow).bytes("bomb.png").values
    for bytes in [jpeg, png] {
      #expect(
        Self.reason { _ = try ImageFile.decode(bytes: bytes, name: "x") }
          == .tooLarge(width: 20_000, height: 20_000, pixelLimit: ImageFile.defaultPixelLimit)
      )
      let header = try ImageFile.header(bytes: bytes, name: "x")
      #expect((header.width, header.height) == (20_000, 20_000))
    }
    let small = try Self.file("420-16x16.jpg")
    #expect(throws: ImageFailure.self) { try ImageFile.decode(bytes: small, name: "x", pixelLimit: 255) }
    #expect(throws: Never.self) { try ImageFile.decode(bytes: small, name: "x", pixelLimit: 256) }
  }

  @Test func readsHeadersLongerThanTheFirstBytes() throws {
    try withTemporaryFolder { folder in
      let url = folder.appending(path: "photograph.png")  // the extension is wrong on purpose
      let file = try Self.file("long-header.jpg")
      try Data(file).write(to: url)
      let header = try ImageFile.header(path: url.path)
      #expect((header.format, header.width, header.height) == (.jpeg, 37, 45))
      #expect(try ImageFile.decode(path: url.path).width == 37)
    }
  }
}
