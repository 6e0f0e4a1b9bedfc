import BenchCore
import Foundation
import Methods
import Sweep
import TestSupport
import Testing

@Suite struct StudyPlannerTests {
  @Test func everyCombinationIsACellWithASignatureOfItsOwn() throws {
    let cells = try TinyStudy.cells {
      $0.noiseRates = [0, 0.2]
      $0.seeds = [1, 2, 3]
    }
    #expect(cells.count == 2 * 2 * 3)
    #expect(Set(cells.map(\.signature)).count == cells.count)
    #expect(Set(cells.map(\.name)).count == cells.count)
    #expect(cells.allSatisfy { $0.isStandIn && $0.signature.count == 64 })
    let again = try TinyStudy.cells {
      $0.noiseRates = [0, 0.2]
      $0.seeds = [1, 2, 3]
    }
    #expect(again == cells)
  }

  @Test func papersSettingsAreResolved() throws {
    let cells = try TinyStudy.cells { $0.noiseRates = [0.2, 0.5] }
    let rde = cells.filter { $0.spec.method.id == "rde-tal" }
    func mixture(_ cell: StudyCell) -> JSONValue? {
      guard case .object(let fields) = cell.spec.method.configuration else { return nil }
      return fields["mixture"]
    }
    #expect(rde.map(mixture) == [.string("loose"), .string("strict")])
    #expect(rde.allSatisfy { $0.spec.augmentation.text }, "RDE augments captions")
    #expect(cells.filter { $0.spec.method.id == "irra-sdm" }.allSatisfy { !$0.spec.augmentation.text })
    let equal = try TinyStudy.cells { $0.captionAugmentation = .on }
    #expect(equal.allSatisfy { $0.spec.augmentation.text })
  }

  @Test func imagesAreAugmentedAsInEachPaperOrAllAlike() throws {
    func presets(_ choice: String?) throws -> [String] {
      try TinyStudy.cells {
        $0.methods = ["irra-sdm", "amns"]
        $0.imageAugmentation = choice
      }
      .map(\.spec.augmentation.image)
    }
    #expect(try presets(nil) == ["paper", "amns"])
    for choice in ["none", "flip", "paper", "amns"] { #expect(try presets(choice) == [choice, choice]) }
  }

  @Test func impossibleRequestsAreRefusedBeforeAnythingRuns() throws {
    func failure(_ change: (inout StudyRequest) -> Void) -> String {
      do {
        _ = try TinyStudy.cells(change)
        return "none"
      } catch { return "\(error)" }
    }
    #expect(failure { $0.methods = ["rde-tla"] }.contains("did you mean rde-tal"))
    #expect(failure { $0.datasets = ["CUHK"] }.contains("CUHK-PEDES"))
    #expect(failure { $0.injector = "shufle" }.contains("shuffle"))
    #expect(failure { $0.noiseRates = [1.2] }.contains("1.2"))
    #expect(failure { $0.noiseRates = [] }.contains("no noise rates"))
    #expect(failure { $0.seeds = [1, 1] }.contains("twice"))
    #expect(failure { $0.imageAugmentation = "amsn" }.contains("did you mean amns"))
    #expect(failure { $0.epochs = 0 }.contains("--epochs"))
    #expect(failure { $0.learningRate = -1 }.contains("--learning-rate"))
  }

  @Test func methodsRefuseUnknownAndWrongFields() throws {
    let facts = StudyFacts(noiseRate: 0.2, datasetID: "synth-pedes", imageLayers: 12)
    for method in MethodRegistry.all {
      #expect(method.fields.map(\.name).sorted() == method.defaults.keys.sorted(), "\(method.info.id)")
      let field = try #require(method.defaults.keys.sorted().first)
      let misspelt = String(field.dropLast())
      let unknown = #expect(throws: MethodError.self) { try method.resolved([misspelt: .null], for: facts) }
      #expect("\(unknown.map { "\($0)" } ?? "")".contains(field))
      #expect(throws: MethodError.self) { try method.resolved([field: .array([])], for: facts) }
    }
    let rde = try MethodRegistry.method("rde-tal")
    #expect(throws: MethodError.self) { try rde.resolved(["selectionRatio": .number(1.5)], for: facts) }
    #expect(throws: MethodError.self) { try rde.resolved(["loss": .string("tall")], for: facts) }
  }
}
