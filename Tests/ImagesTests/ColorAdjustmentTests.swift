import HDF5
import Testing

@testable import Images

/// Changes of colour and sharpness against torchvision and Pillow.
struct ColorAdjustmentTests {
  private static let fixtures = try? File.open(Arrays.pillow).group("color")

  /// The numbers that name the fixtures of a group.
  private static func values(_ group: String) -> [Double] {
    ((try? fixtures?.group(group).childNames()) ?? []).compactMap(Double.init)
  }

  private func check(_ path: String, _ change: (inout RGBImage) -> Void) throws {
    let fixtures = try #require(Self.fixtures)
    var image = try fixtures.image("input")
    change(&image)
    #expect(image == (try fixtures.image(path)), "\(path)")
  }

  @Test func allKindsAreThere() {
    #expect(Self.values("brightness").count == 6)
    #expect(Self.values("hue").count == 6)
    #expect(Self.values("blur").count == 6)
  }

  @Test(arguments: values("brightness"))
  func changesBrightnessContrastAndSaturationExactly(factor: Double) throws {
    try check("brightness/\(factor)") { ColorAdjustment.brightness(factor).apply(to: &$0) }
    try check("contrast/\(factor)") { ColorAdjustment.contrast(factor).apply(to: &$0) }
    try check("saturation/\(factor)") { ColorAdjustment.saturation(factor).apply(to: &$0) }
  }

  @Test(arguments: values("hue"))
  func turnsTheHueExactly(turn: Double) throws {
    try check("hue/\(turn)") { ColorAdjustment.hue(turn).apply(to: &$0) }
  }

  @Test func removesColorExactly() throws {
    try check("grayscale") { $0.removeColor() }
  }

  @Test(arguments: values("blur"))
  func blursExactly(deviation: Double) throws {
    try check("blur/\(deviation)") { $0 = GaussianBlur.blurred($0, deviation: deviation) }
  }
}
