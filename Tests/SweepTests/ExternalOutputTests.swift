import BenchCore
import Foundation
import Testing

@testable import Sweep

@Suite struct ExternalOutputTests {
  private let start = ContinuousClock.now

  @Test func readsEpochsAmongOtherWords() throws {
    var output = ExternalOutput(start: start)
    let noise = output.take("loading data", at: start)
    #expect(noise == nil)
    let taken = output.take("12:03:04 INFO epoch=1 loss=2.5, sdm=1.5 id=1 lr=1e-5 r1=40.25", at: start + .seconds(30))
    let first = try #require(taken)
    #expect(first.epoch == 1 && first.loss == 2.5 && first.seconds == 30 && first.learningRate == 1e-5)
    #expect(first.losses.map(\.name) == ["sdm", "id"])
    #expect(first.losses.map(\.value) == [1.5, 1])
    #expect(first.selection == [.r1: 40.25])
    _ = output.take("epoch=2 loss=2", at: start + .seconds(50))
    let second = try #require(output.epochs[2])
    #expect(
      second.seconds == 20 && second.losses.map(\.name) == ["loss"] && second.learningRate == nil
        && second.selection == nil)
    _ = output.take("epoch=2 loss=1.5 seconds=7", at: start + .seconds(60))
    #expect(output.epochs.count == 2)
    #expect(output.epochs[2]?.loss == 1.5, "a later line about an epoch replaces the earlier one")
    #expect(output.epochs[2]?.seconds == 7)
  }

  @Test(
    arguments: [
      "", "epoch=1", "loss=2", "epoch=0 loss=1", "epoch=-1 loss=1", "epoch=1.5 loss=1", "epoch=one loss=1",
      "epoch=1 loss=low", "epoch=1e30 loss=1", "epoch=nan loss=1", "epoch=inf loss=1", "epoch=100001 loss=1",
      "epoch==1 loss=1", "epoch = 1 loss = 1",
    ])
  func otherLinesAreNoEpochs(line: String) {
    var output = ExternalOutput(start: start)
    _ = output.take(line)
    #expect(output.epochs.isEmpty)
  }

  @Test func aNameThatCannotBeStoredIsNoTerm() throws {
    var output = ExternalOutput(start: start)
    _ = output.take("epoch=1 loss=2 a/b=1 ..=2 =3 ok_1=4 ok_1=5 \(String(repeating: "x", count: 41))=1")
    let epoch = try #require(output.epochs[1])
    #expect(epoch.losses.map(\.name) == ["ok_1"])
    #expect(epoch.losses.map(\.value) == [4])
  }

  @Test func aDivergedLossIsKept() throws {
    var output = ExternalOutput(start: start)
    _ = output.take("epoch=1 loss=nan")
    #expect(try #require(output.epochs[1]).loss.isNaN)
  }

  /// What cannot be is not taken: the time is the measured one, and a metric was not said.
  @Test(
    arguments: ["1e300", "-1", "nan", "inf", "-inf", "1e9", "9e99999", "-0.5"])
  func numbersThatCannotBeAreNotTaken(number: String) throws {
    var output = ExternalOutput(start: start)
    _ = output.take("epoch=1 loss=1 seconds=\(number) r1=\(number) map=\(number)", at: start + .seconds(3))
    _ = output.take("epoch=2 loss=1 lr=\(number.hasPrefix("1e") ? "-1" : number)", at: start + .seconds(3))
    let first = try #require(output.epochs[1])
    #expect(first.seconds == 3 && first.selection == nil)
    #expect(try #require(output.epochs[2]).learningRate == nil)
  }

  @Test func aRunHasSoManyTermsAndNoMore() throws {
    var output = ExternalOutput(start: start)
    for epoch in 1...50 { _ = output.take("epoch=\(epoch) loss=1 t\(epoch)=1 also=\(epoch)") }
    #expect(Set(output.epochs.values.flatMap { $0.losses.map(\.name) }).count == 32)
    #expect(output.epochs[50]?.losses.map(\.name) == ["also"])
    var many = ExternalOutput(start: start)
    _ = many.take("epoch=1 loss=2 " + (1...10_000).map { "t\($0)=1" }.joined(separator: " "))
    #expect(many.epochs[1]?.losses.count == 32)
  }

  @Test func remembersTheLastWords() {
    var output = ExternalOutput(start: start)
    for line in ["one", "two", "", "three", "  ", String(repeating: "y", count: 1000)] { _ = output.take(line) }
    #expect(output.tail == "two | three | " + String(repeating: "y", count: 300))
    _ = output.take("\u{1b}[31mred\0end")
    #expect(output.tail.hasSuffix(" | \\u{1b}[31mred\\u{0}end"))
  }
}
