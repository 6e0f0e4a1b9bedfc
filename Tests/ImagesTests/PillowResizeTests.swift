import HDF5
import Images
import Testing

/// Sizes of every kind against Pillow's `resize`.
struct PillowResizeTests {
  static let cases = (try? File.open(Arrays.pillow).group("resize").childNames()) ?? []

  @Test func allKindsAreThere() {
    #expect(Self.cases.count == 17)
  }

  @Test(arguments: cases)
  func resizesExactly(name: String) throws {
    let fixture = try File.open(Arrays.pillow).group("resize/\(name)")
    let expected = try fixture.image("output")
    let resized = PillowResize.bilinear(
      try fixture.image("input"),
      width: expected.width,
      height: expected.height
    )
    #expect(resized == expected)
  }
}
