import BenchCore
import Foundation
import Methods
import Models
import TestSupport
import Testing
import Torch
import Training

/// `docs/adding-a-method.md`, followed to the letter: `MeanTriplet.swift` and `LinearHead.swift` beside this file are its
/// code.
@Suite struct AddingAMethodTests {
  private static let page = Repository.root.appending(path: "docs/adding-a-method.md")
  private static let folder = Repository.root.appending(path: "Tests/MethodsTests")

  @Test func thePageShowsTheCompiledFiles() throws {
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    let blocks = page.matches(of: /(?m)^```swift\n((?s).*?)```/).map(\.output.1)
    try #require(blocks.count == 2)
    let method = try String(contentsOf: Self.folder.appending(path: "MeanTriplet.swift"), encoding: .utf8)
    // Inside the module the methods need no import of it.
    #expect(method == "import Methods\n" + blocks[0])
    #expect(blocks[0].split(separator: "\n", omittingEmptySubsequences: false).count < 40)
    #expect(try String(contentsOf: Self.folder.appending(path: "LinearHead.swift"), encoding: .utf8) == blocks[1])
  }

  /// The operation that the page takes apart is in the sources as it stands there.
  @Test func thePageShowsAnOperationOfTheSources() throws {
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    let blocks = page.matches(of: /(?m)^ {3}```(c|cpp|swift)\n((?s).*?)^ {3}```/).map(\.output.2)
    try #require(blocks.count == 3)
    let places = ["CTorch/include/ctorch_functions.h", "CTorchShim/Operations.cpp", "Torch/Tensor+Arithmetic.swift"]
    for (place, block) in zip(places, blocks) {
      let source = try String(contentsOf: Repository.root.appending(path: "Sources/\(place)"), encoding: .utf8)
      let code = block.split(separator: "\n").map { $0.dropFirst(3) }.joined(separator: "\n")
      #expect(source.contains(code), "\(place)")
    }
  }

  @Test func theHeadLearnsAtItsOwnRate() throws {
    let store = try ParameterStore(seed: 1)
    let head = try LinearHead(store.root, width: 4)
    #expect(try head(.ones([2, 4])).shape == [2, 4])
    let settings = try store.settings(.paper)
    #expect(settings.map(\.entry.name) == ["linear_head.weight", "linear_head.bias"])
    #expect(settings.allSatisfy { $0.settings.learningRate == 3 * TrainingRecipe.paper.learningRate })
  }

  @Test func theRegistryLineOfThePageIsTheRegistrysWithOneEntryMore() throws {
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    let line = try #require(page.split(separator: "\n").first { $0.contains("package static let all") })
    let registry = try String(
      contentsOf: Repository.root.appending(path: "Sources/Methods/MethodRegistry.swift"), encoding: .utf8)
    let expected = line.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: ", MeanTriplet.entry", with: "")
    #expect(registry.contains(expected))
  }

  @Test func theMethodTrains() throws {
    let entry = MeanTriplet.entry
    #expect(entry.fields.map(\.name) == ["margin"] && entry.defaults == ["margin": .number(0.2)])
    let spec = try entry.resolved(["margin": .number(0.5)], for: TinyTraining.facts)
    let method = try entry.build(spec, in: TinyTraining.context())
    let before = try TinyTraining.weights(of: method)
    let losses = try TinyTraining.train(method)
    #expect(losses.count == 2 && losses.allSatisfy { $0.isFinite && $0 > 0 })
    #expect(try TinyTraining.weights(of: method) != before)
    #expect(throws: MethodFailure.self) { try entry.resolved(["margin": .number(-1)], for: TinyTraining.facts) }
  }
}
