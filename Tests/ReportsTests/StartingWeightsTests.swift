import BenchCore
import Crypto
import Foundation
import TestSupport
import Testing

@testable import Reports

/// What tables say of the weights that training started from.
@Suite struct StartingWeightsTests {
  private static let embedded = "891335226d154d0c7ecffc38f51dd843b633b8003656942d3c55d5f8ea2d3b32"

  private func run(_ label: String, from weights: String, on dataset: String = "synth-pedes") -> RunRecord {
    var spec = RunFixtures.spec(dataset: dataset, method: label.lowercased())
    spec.setup?.model.initialWeights = weights
    return RunFixtures.run(spec, label: label, best: 1, last: 1, isStandIn: dataset == "synth-pedes")
  }

  private func notes(_ runs: [RunRecord]) throws -> String {
    try RunTable.table(of: runs, layout: .bestLast()).footnotes.map(\.text).joined(separator: "\n")
  }

  /// Results name the file that this tool carries by its checksum.
  @Test func theNameIsThatOfTheFileThatIsCarried() throws {
    let file = Repository.root.appending(path: "Sources/CEmbeddedWeights/embedded.safetensors")
    let checksum = SHA256.hash(data: try Data(contentsOf: file)).map { String(format: "%02x", $0) }.joined()
    #expect(checksum == Self.embedded && KnownWeights.name(of: checksum) == "embedded")
    #expect(JSONValue.string(checksum).shownText == "embedded")
    #expect(JSONValue.string(String(repeating: "b", count: 64)).shownText == "bbbbbbbb")
  }

  @Test func otherStartsInOneTableAreSaidInWords() throws {
    let text = try notes([run("A", from: "random"), run("B", from: Self.embedded)])
    #expect(text.contains("Settings that differ between runs: weights embedded (B), random (A)."), "\(text)")
    #expect(!text.contains("started from"))
  }

  @Test func aTableOfRandomStartsAloneSaysIt() throws {
    #expect(try notes([run("A", from: "random")]).contains("Weights that training started from: random."))
    let beside = run("B", from: Self.embedded, on: "RSTPReid")
    #expect(try notes([run("A", from: "random"), beside]).contains("started from: random (synth-pedes)."))
    #expect(try !notes([run("B", from: Self.embedded)]).contains("eights"))
  }

  /// What another program did with the pairs is not known, unless it was told.
  @Test func theNoiseOfEmbeddingsAloneIsUnknown() throws {
    var record = run("A", from: "random")
    #expect(record.knownNoiseRate == 0 && RunSummary(record).text.contains("asked for 20%, in fact 0% of the pairs"))
    record.spec.training = .elsewhere
    let summary = RunSummary(record)
    #expect(record.knownNoiseRate == nil && summary.text.contains("said to be 20%; in fact unknown"))
    #expect(!summary.json.contains("actual_noise_rate"))
    record.noise = NoiseRecord(sourceIndices: [0, 1], isClean: [true, true])
    #expect(record.knownNoiseRate == 0)
  }
}
