import BenchCore
import Foundation
import Methods
import TestSupport
import Testing

/// `docs/adding-a-method.md`, followed to the letter: `MeanTriplet.swift` beside this file is its code.
@Suite struct AddingAMethodTests {
  private static let page = Repository.root.appending(path: "docs/adding-a-method.md")
  private static let compiled = Repository.root.appending(path: "Tests/MethodsTests/MeanTriplet.swift")

  @Test func thePageShowsTheCompiledFile() throws {
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    let block = try #require(page.firstMatch(of: /```swift\n((?s).*?)```/)?.output.1)
    let file = try String(contentsOf: Self.compiled, encoding: .utf8)
    // Inside the module the methods need no import of it.
    #expect(file == "import Methods\n" + block)
    #expect(block.split(separator: "\n", omittingEmptySubsequences: false).count < 40)
  }

  @Test func theRegistryLineOfThePageIsTheRegistrysWithOneEntryMore() throws {
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    let line = try #require(page.split(separator: "\n").first { $0.contains("public static let all") })
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
