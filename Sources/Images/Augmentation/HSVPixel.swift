/// A colour as hue, saturation and value of 8 bits each, converted exactly as Pillow does.
///
/// The mixture of Float and Double is the C source's; it decides the last bit.
/// Source: Pillow, `rgb2hsv_row` and `hsv2rgb` of Convert.c.
struct HSVPixel {
  /// The place on the colour circle; both 0 and 255 are red.
  var hue: UInt8
  let saturation: UInt8
  let value: UInt8

  init(hue: UInt8, saturation: UInt8, value: UInt8) {
    self.hue = hue
    self.saturation = saturation
    self.value = value
  }

  init(red: UInt8, green: UInt8, blue: UInt8) {
    value = max(red, green, blue)
    let least = min(red, green, blue)
    guard least < value else {
      (hue, saturation) = (0, 0)
      return
    }
    let chroma = Float(value - least)
    let redDistance = Float(value - red) / chroma
    let greenDistance = Float(value - green) / chroma
    let blueDistance = Float(value - blue) / chroma
    let sextant: Float =
      if red == value {
        blueDistance - greenDistance
      } else if green == value {
        Float(2.0 + Double(redDistance) - Double(blueDistance))
      } else {
        Float(4.0 + Double(greenDistance) - Double(redDistance))
      }
    let turn = Double(sextant) / 6.0 + 1.0
    hue = UInt8(Double(Float(turn < 1 ? turn : turn - 1)) * 255.0)
    saturation = UInt8(Double(chroma / Float(value)) * 255.0)
  }

  var rgb: (UInt8, UInt8, UInt8) {
    guard saturation > 0 else { return (value, value, value) }
    let position = Double(hue) * 6.0 / 255.0
    let sextant = Int(position)
    let fraction = Float(position - Double(sextant))
    let strength = Float(Double(saturation) / 255.0)
    func scaled(_ share: Double) -> UInt8 { UInt8(Double(value) * share + 0.5) }
    let low = scaled(1.0 - Double(strength))
    let falling = scaled(1.0 - Double(strength * fraction))
    let rising = scaled(1.0 - Double(strength) * (1.0 - Double(fraction)))
    return switch sextant % 6 {
    case 0: (value, rising, low)
    case 1: (falling, value, low)
    case 2: (low, value, rising)
    case 3: (low, falling, value)
    case 4: (rising, low, value)
    default: (value, low, falling)
    }
  }
}
