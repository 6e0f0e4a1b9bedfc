import Noise
import Testing

/// Rates as people type them.
@Suite struct NoiseRateTests {
  @Test(
    arguments: [
      ("20", 0.2), ("20%", 0.2), ("0.2", 0.2), ("50", 0.5), ("0.5", 0.5), ("100", 1), ("1.0", 1), ("1%", 0.01),
      ("1.0%", 0.01), ("0.5%", 0.005), ("0", 0), ("0.0", 0), ("0%", 0), ("00", 0), ("1.5", 0.015), ("2", 0.02),
      ("0.001", 0.001), ("1.", 1), (".5", 0.5), ("2e1", 0.2),
    ])
  func aTextWithOneReadingIsIt(text: String, rate: Double) throws {
    #expect(abs(try #require(NoiseRate(typed: text)).value - rate) < 1e-15)
  }

  @Test(
    arguments: [
      ("1", "`1%` (percent) or `1.0` (a share of all pairs)"),
      ("01", "`1%` (percent) or `1.0` (a share of all pairs)"),
      ("+1", "`1%` (percent) or `1.0` (a share of all pairs)"),
      ("1e0", "`1%` (percent) or `1.0` (a share of all pairs)"),
      ("1e-1", "`0.1%` (percent) or `0.1` (a share of all pairs)"),
      ("5E-05", "`0.00005%` (percent) or `0.00005` (a share of all pairs)"),
      ("0x1", "`1%` (percent) or `1.0` (a share of all pairs)"),
    ])
  func aTextWithTwoReadingsIsRefusedWithBoth(text: String, expected: String) throws {
    #expect(NoiseRate(typed: text) == nil)
    #expect(NoiseRate.expected(insteadOf: text) == expected)
    // What it says can be written.
    for written in expected.split(separator: "`").map(String.init).enumerated() where written.offset % 2 == 0 {
      if written.element.hasSuffix("%") || Double(written.element) != nil {
        #expect(NoiseRate(typed: written.element) != nil, "\(written.element)")
      }
    }
  }

  @Test(arguments: ["", "%", "twenty", "120", "-20", "nan", "inf", "101%", "20 %", "0,2", "20%%"])
  func whatIsNoRateIsRefused(text: String) {
    #expect(NoiseRate(typed: text) == nil)
    #expect(NoiseRate.expected(insteadOf: text) == "a percentage from 0 to 100 or a fraction such as 0.2")
  }
}
