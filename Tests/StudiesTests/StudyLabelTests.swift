import BenchCore
import Foundation
import StudyTestSupport
import TestSupport
import Testing

@testable import Studies

/// A label names a configuration in tables and changes nothing else.
@Suite struct StudyLabelTests {
  private func runs(_ change: (inout StudyRequest) -> Void) throws -> [PlannedRun] {
    try TinyStudy.runs {
      $0.methods = ["rde-tal"]
      change(&$0)
    }
  }

  @Test func aLabelIsNoPartOfARunsIdentity() throws {
    let plain = try runs { _ in }
    let labelled = try runs { $0.label = "RDE + nothing" }
    #expect(plain.map(\.label) == ["RDE"] && labelled.map(\.label) == ["RDE + nothing"])
    #expect(plain.map(\.signature) == labelled.map(\.signature) && plain.map(\.name) == labelled.map(\.name))
    // Noise, datasets and seeds are no configurations.
    let many = try runs {
      $0.label = "Mine"
      ($0.noiseRates, $0.seeds) = ([0, 0.5], [1, 2])
    }
    #expect(many.map(\.label) == Array(repeating: "Mine", count: 4))
  }

  @Test func aLabelOfSeveralConfigurationsIsRefused() throws {
    let failure = #expect(throws: StudyFailure.sharedLabel("x", configurations: 2)) {
      try runs {
        $0.label = "x"
        $0.variations = [FieldSetting(scope: nil, field: "divides", values: [.bool(true), .bool(false)])]
      }
    }
    #expect(failure?.isUsage == true && failure?.remedy?.contains("docs/suites.md") == true)
    #expect(throws: StudyFailure.sharedLabel("x", configurations: 2)) {
      try runs {
        $0.label = "x"
        $0.methods = ["rde-tal", "irra-sdm"]
      }
    }
    for label in ["", " ", "two\nlines", String(repeating: "x", count: 61)] {
      #expect(throws: ExternalCommandFailure.label(label)) { try runs { $0.label = label } }
    }
  }

  @Test func studiesOfASuiteHaveLabels() throws {
    func suite(_ text: String) throws -> StudySuite {
      try withTemporaryFolder { folder in
        let file = folder.appending(path: "a.yaml")
        try Data("name: a\n\(text)".utf8).write(to: file)
        return try StudySuite(file: file)
      }
    }
    let read = try suite(
      """
      defaults: {methods: RDE, noise: 50, epochs: 1, weights: random}
      studies:
        - label: RDE without CCD
          set: {divides: false}
        - label: RDE, once more
        - name: as published
      """)
    #expect(read.studies.map(\.request.label) == ["RDE without CCD", "RDE, once more", nil])
    let plan = try StudyPlan(read, with: TinyStudy.planner())
    // A run of two studies is run for the first, under its label.
    #expect(plan.runs.map(\.label) == ["RDE without CCD", "RDE, once more"])
    #expect(throws: SuiteFailure.self) { try suite("defaults: {label: x}\nstudies: [{methods: RDE}]") }
    let shared = #expect(throws: SuiteFailure.self) { try suite("studies: [{methods: [RDE, IRRA], label: x}]") }
    #expect(
      shared.map { "\($0)" }?.contains("a.yaml:2:11: study 1: `x` would be the label of 2 configurations") == true)
  }
}
