import BenchCore
import Foundation
import Testing

@testable import Reports

/// The fields of a specification, whichever others were asked for before.
@Suite struct SpecificationFieldsTests {
  @Test func fieldsAreTheLeavesOfTheSpecificationsJSON() throws {
    let variants: [(noise: Double, seed: UInt64)] = [(0.2, 1), (0.5, 1), (0.2, 3)]
    for variant in variants {
      let spec = RunFixtures.spec(noise: variant.noise, seed: variant.seed)
      var leaves: [String: JSONValue] = [:]
      func visit(_ value: JSONValue, _ path: [String]) {
        guard case .object(let members) = value else {
          leaves[path.joined(separator: ".")] = value
          return
        }
        for (name, member) in members { visit(member, path + [name]) }
      }
      visit(try JSONDecoder().decode(JSONValue.self, from: spec.canonicalJSON()), [])
      let fields = SpecificationFields(spec).values
      for (path, value) in leaves { #expect(fields[path] == value, "\(path)") }
      let others = Set(fields.keys).subtracting(leaves.keys)
      #expect(others.allSatisfy { $0.hasPrefix("arithmetic.") })
      #expect(leaves["noise.rate"] == .number(variant.noise) && leaves["seed"] == .number(Double(variant.seed)))
    }
  }
}
