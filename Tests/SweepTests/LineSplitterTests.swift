import BenchCore
import Foundation
import Testing

@testable import Sweep

@Suite struct LineSplitterTests {
  /// The lines of an output that comes in pieces of a size.
  private func lines(of output: [UInt8], inPiecesOf size: Int) -> [String] {
    var splitter = LineSplitter()
    var lines: [String] = []
    for start in stride(from: 0, to: output.count, by: size) {
      output[start..<min(start + size, output.count)].withUnsafeBytes { lines += splitter.lines(in: $0) }
    }
    return lines + [splitter.rest()].compactMap { $0 }
  }

  @Test(arguments: [1, 2, 3, 7, 1000])
  func endsOfLinesAreThoseOfEverySystemAndOfProgressBars(size: Int) {
    let output = "one\ntwo\r\n\r\n\nthree\rfour\r\r\nlast"
    // As Python's universal newlines have them.
    let expected = ["one", "two", "", "", "three", "four", "", "last"]
    #expect(lines(of: Array(output.utf8), inPiecesOf: size) == expected)
  }

  @Test func aLineOfAnyLengthIsCutAndTheRestCounted() {
    let output = Array(repeating: UInt8(ascii: "x"), count: 140_000) + Array("\nnext\n".utf8)
    let found = lines(of: output, inPiecesOf: 4096)
    #expect(found.count == 2 && found[1] == "next")
    #expect(found[0] == String(repeating: "x", count: 65_536) + "... (74464 more bytes)")
  }

  @Test func bytesThatAreNoTextAreLines() {
    let found = lines(of: [0xff, 0xfe, 0, 0x41, 0x0a, 0xc3, 0x0a], inPiecesOf: 1)
    #expect(found == ["\u{FFFD}\u{FFFD}\0A", "\u{FFFD}"])
  }
}
