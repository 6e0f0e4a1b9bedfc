import HDF5
import Images
import Testing

/// Files of every kind against Pillow's `convert("RGB")`.
struct DecodingTests {
  static func names(ending suffix: String) -> [String] {
    (try? File.open(Arrays.pillow).group("decode").childNames().filter { $0.hasSuffix(suffix) }) ?? []
  }

  @Test func allKindsAreThere() {
    #expect(Self.names(ending: ".png").count == 40)
    #expect(Self.names(ending: ".jpg").count == 26)
  }

  @Test(arguments: names(ending: ".png"))
  func decodesPNGExactly(name: String) throws {
    let fixture = try File.open(Arrays.pillow).group("decode/\(name)")
    let bytes = try fixture.bytes("file").values
    let expected = try fixture.image("pixels")
    #expect(try ImageFile.decode(bytes: bytes, name: name) == expected)
    let header = try ImageFile.header(bytes: bytes, name: name)
    #expect((header.format, header.width, header.height) == (.png, expected.width, expected.height))
  }

  @Test(arguments: names(ending: ".jpg"))
  func decodesJPEGWithinOneLevel(name: String) throws {
    let fixture = try File.open(Arrays.pillow).group("decode/\(name)")
    let bytes = try fixture.bytes("file").values
    let expected = try fixture.image("pixels")
    let difference = try Difference(try ImageFile.decode(bytes: bytes, name: name), expected)
    #expect(difference.largest <= 1)
    let header = try ImageFile.header(bytes: bytes, name: name)
    #expect((header.format, header.width, header.height) == (.jpeg, expected.width, expected.height))
  }
}
