import BenchCore
import DataTestSupport
import Foundation
import Methods
import Studies
import StudyTestSupport
import Synchronization
import TestSupport
import Testing

@Suite struct StudyPlannerTests {
  @Test func everyCombinationIsARunWithASignatureOfItsOwn() throws {
    let runs = try TinyStudy.runs {
      $0.noiseRates = [0, 0.2]
      $0.seeds = [1, 2, 3]
    }
    #expect(runs.count == 2 * 2 * 3)
    #expect(Set(runs.map(\.signature)).count == runs.count)
    #expect(Set(runs.map(\.name)).count == runs.count)
    #expect(runs.allSatisfy { $0.isStandIn && $0.signature.count == 64 })
    let again = try TinyStudy.runs {
      $0.noiseRates = [0, 0.2]
      $0.seeds = [1, 2, 3]
    }
    #expect(again == runs)
  }

  /// The embedded model's epsilon is 0 in half precision, where the papers' is not.
  @Test func thePapersPrecisionHasThePapersEpsilon() throws {
    for (precision, epsilon) in [(nil, 1e-8), (.fp16, 1e-8), (.paper, 1e-3)] as [(Precision?, Double)] {
      let run = try #require(try TinyStudy.runs { $0.precision = precision }.first)
      #expect(run.spec.setup?.arithmetic.precision == precision ?? .fp32)
      #expect(run.spec.recipe?.adamEpsilon == epsilon)
    }
  }

  /// The tiny dataset's captions have up to 50 words, of which the embedded model takes 38.
  @Test func captionsThatAreCutAreToldOnce() throws {
    let told = Mutex<[String]>([])
    let planner = TinyStudy.planner { event in
      if case .cut(let dataset, let captions) = event { told.withLock { $0.append("\(dataset): \(captions)") } }
    }
    var request = StudyRequest(methods: ["irra-sdm"])
    request.weights = .random
    for seed: UInt64 in [1, 2] {
      request.seeds = [seed]
      _ = try planner.runs(of: request)
    }
    let lines = told.withLock { $0 }
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix("synth-pedes: captions of more than 40 tokens are cut: ") == true, "\(lines)")
  }

  @Test func papersSettingsAreResolved() throws {
    let runs = try TinyStudy.runs { $0.noiseRates = [0.2, 0.5] }
    let rde = runs.filter { $0.spec.method.id == "rde-tal" }
    func mixture(_ run: PlannedRun) -> JSONValue? {
      guard case .object(let fields) = run.spec.method.configuration else { return nil }
      return fields["mixture"]
    }
    #expect(rde.map(mixture) == [.string("loose"), .string("strict")])
    #expect(rde.allSatisfy { $0.spec.setup?.augmentation.text == true }, "RDE augments captions")
    #expect(runs.filter { $0.spec.method.id == "irra-sdm" }.allSatisfy { $0.spec.setup?.augmentation.text == false })
    let equal = try TinyStudy.runs { $0.captionAugmentation = .on }
    #expect(equal.allSatisfy { $0.spec.setup?.augmentation.text == true })
  }

  @Test func imagesAreAugmentedAsInEachPaperOrAllAlike() throws {
    func presets(_ choice: String?, amns own: String? = nil) throws -> [String] {
      try TinyStudy.runs {
        $0.methods = ["irra-sdm", "amns"]
        $0.imageAugmentation = choice
        $0.settings = [FieldSetting(scope: "amns", field: "imageAugmentation", values: [.string(own ?? "study")])]
      }
      .compactMap(\.spec.setup?.augmentation.image)
    }
    #expect(try presets(nil) == ["paper", "amns"])
    for choice in ["none", "flip", "paper", "amns"] { #expect(try presets(choice) == [choice, choice]) }
    #expect(try presets("none", amns: "amns") == ["none", "amns"], "two views differ where the study has one")
  }

  @Test func impossibleRequestsAreRefusedBeforeAnythingRuns() throws {
    func failure(_ change: (inout StudyRequest) -> Void) -> String {
      do {
        _ = try TinyStudy.runs(change)
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

  @Test func bestIsChosenOnTestWhereThereIsNothingElse() throws {
    try withTemporaryFolder { folder in
      try TinyData.writeAsPublished(in: folder)
      let told = Mutex<[String]>([])
      let planner = TinyStudy.planner(of: folder) { event in
        if case .choosesOnTest(let dataset) = event { told.withLock { $0.append(dataset) } }
      }
      var request = StudyRequest(
        datasets: ["CUHK-PEDES", "ICFG-PEDES", "RSTPReid"], methods: ["irra-sdm"], noiseRates: [0, 0.5], seeds: [1])
      request.weights = .random
      let runs = try planner.runs(of: request)
      #expect(runs.map(\.spec.selection) == [.val, .val, .test, .test, .val, .val])
      request.datasets = ["ICFG-PEDES"]
      request.seeds = [2]
      _ = try planner.runs(of: request)
      #expect(told.withLock { $0 } == ["ICFG-PEDES"], "once")
      // What a person says goes before, and makes the same run.
      request.seeds = [1]
      request.selection = .test
      #expect(try planner.runs(of: request).map(\.signature) == runs[2...3].map(\.signature))
      request.selection = .val
      #expect(throws: StudyFailure.noSelectionSplit(dataset: "ICFG-PEDES", split: .val)) {
        try planner.runs(of: request)
      }
      request.datasets = ["RSTPReid"]
      #expect(try planner.runs(of: request).map(\.signature) == runs[4...5].map(\.signature))
      #expect(told.withLock(\.count) == 1)
    }
  }

  /// The rendered dataset under a real one's name.
  @Test func trainingOnRealImagesWithoutWeightsIsRefused() throws {
    try withTemporaryFolder { folder in
      let root = folder.appending(path: "data")
      try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        at: root.appending(path: "CUHK-PEDES"), withDestinationURL: TinyData.root.appending(path: "synth-pedes"))
      func runs(_ change: (inout StudyRequest) -> Void) throws -> [PlannedRun] {
        try TinyStudy.runs(in: root) {
          $0.datasets = ["CUHK-PEDES"]
          change(&$0)
        }
      }
      let failure = #expect(throws: StudyFailure.noWeights(dataset: "CUHK-PEDES")) {
        try runs { $0.weights = .automatic }
      }
      let text = failure.map { "\($0)" } ?? ""
      #expect(
        text.contains("CUHK-PEDES") && text.contains("--weights random") && text.contains("ViT-B-16.pt"), "\(text)")
      #expect(!text.contains("\n"))
      // On purpose, or by a program that brings its own network.
      #expect(try runs { $0.weights = .random }.allSatisfy { !$0.isStandIn })
      let external = try runs {
        $0.weights = .automatic
        $0.methods = ["external"]
        $0.external = try? ExternalCommand(commandLine: "true", label: nil, directory: folder)
      }
      #expect(external.map(\.spec.method.id) == ["external:true"])
      // Said of a dataset that is not even there: nobody has to download it first to learn it.
      #expect(throws: StudyFailure.noWeights(dataset: "manifest")) {
        try runs {
          $0.datasets = ["manifest"]
          $0.weights = .automatic
        }
      }
    }
  }

  private static func field(_ name: String, of run: PlannedRun) -> JSONValue? {
    guard case .object(let fields) = run.spec.method.configuration else { return nil }
    return fields[name]
  }

  private static func settings(_ typed: String...) -> [FieldSetting] { typed.compactMap { FieldSetting(typed: $0) } }

  @Test func settingsReachTheMethodsTheyAreFor() throws {
    let runs = try TinyStudy.runs {
      $0.methods = ["irra-sdm", "rde-tal", "rde-sdm"]
      $0.settings = Self.settings("rde.m=0.2", "rde-sdm.divides=false", "irra-sdm.loss=tal")
    }
    #expect(runs.map { Self.field("margin", of: $0) } == [.number(0.1), .number(0.2), .number(0.2)])
    #expect(runs.map { Self.field("divides", of: $0) } == [nil, .bool(true), .bool(false)])
    #expect(Self.field("loss", of: runs[0]) == .string("tal"))
    #expect(runs[2].title.contains("rde-sdm (margin=0.2, divides=false)"))
    #expect(runs[1].name.contains("rde-tal_margin-0.2_noise50"))
    let only = try TinyStudy.runs {
      $0.methods = ["rde-tal"]
      $0.settings = Self.settings("margin=0.2")
    }
    #expect(only.map(\.signature) == [runs[1].signature], "however it is typed, it is the same run")
  }

  @Test func variationsAreAnAxis() throws {
    let runs = try TinyStudy.runs {
      $0.variations = Self.settings("rde.tau=0.01,0.015,0.05", "rde-tal.divides=true,false")
      $0.seeds = [1, 2]
    }
    #expect(runs.filter { $0.spec.method.id == "irra-sdm" }.count == 2)
    let varied = runs.filter { $0.spec.method.id == "rde-tal" }
    #expect(varied.count == 3 * 2 * 2)
    #expect(Set(runs.map(\.signature)).count == runs.count && Set(runs.map(\.name)).count == runs.count)
    #expect(Set(varied.map { Self.field("temperature", of: $0) }) == [.number(0.01), .number(0.015), .number(0.05)])
    // The value that is the default anyway is the very run without a variation.
    let plain = try TinyStudy.runs { $0.methods = ["rde-tal"] }
    #expect(runs.map(\.signature).contains(plain[0].signature))
    // Two names of one thing are one run: at 50% noise the reference's mixture is the strict one.
    let twins = try TinyStudy.runs {
      $0.methods = ["rde-tal"]
      $0.variations = Self.settings("mixture=reference,strict,loose")
    }
    #expect(twins.count == 2)
  }

  @Test func allMethodsAreOneWord() throws {
    let runs = try TinyStudy.runs { $0.methods = ["all"] }
    #expect(runs.map(\.spec.method.id) == MethodRegistry.publishedIDs)
  }

  @Test(
    arguments: [
      ("rde.margn=0.2", "did you mean margin"), ("rde.tua=0.2", "tau"), ("rd.margin=0.2", "did you mean rde"),
      ("decl.margin=0.2", "`decl`, which is not among the methods"), ("margin=0.2", "irra-sdm"),
      ("rde.margin=-1", "0 or more"), ("rde.margin=wide", "must be a number"), ("rde.divides=2", "true or false"),
      ("rde.loss=tall", "did you mean tal"), ("rde.margin=0.1,0.2", "--vary"),
      ("rde.selectionRatio=1", "between 0 and 1"),
      ("rde.temperature=nan", "must be a number"), ("irra.crossModalLayers=2.5", "a whole number from 0 to 64"),
      ("irra.crossModalLayers=1e300", "a whole number from 0 to 64"),
    ])
  func wrongSettingsAreRefused(setting: String, message: String) throws {
    let error = #expect(throws: (any Error).self) {
      try TinyStudy.runs { $0.settings = Self.settings(setting) }
    }
    #expect(error.map { "\($0)" }?.contains(message) == true, "\(error.map { "\($0)" } ?? "")")
    var request = StudyRequest(
      datasets: ["synth-pedes"], methods: ["irra-sdm", "rde-tal"], noiseRates: [0.5], seeds: [1])
    request.settings = Self.settings(setting)
    #expect(throws: (any Error).self, "without any data") { try StudyPlanner.check(request) }
  }

  @Test func repeatedSettingsAreRefused() throws {
    #expect(throws: StudyFailure.self) {
      try TinyStudy.runs { $0.settings = Self.settings("rde.margin=0.2", "rde-tal.m=0.3") }
    }
    #expect(throws: StudyFailure.self) {
      try TinyStudy.runs {
        $0.settings = Self.settings("rde.margin=0.2")
        $0.variations = Self.settings("rde.margin=0.3,0.4")
      }
    }
    #expect(throws: StudyFailure.self) { try TinyStudy.runs { $0.variations = Self.settings("rde.margin=0.3,0.3") } }
    for typed in ["margin", "=2", "rde.=2", ".margin=2", "margin=", "rde.margin=1,,2", ""] {
      #expect(FieldSetting(typed: typed) == nil, "\(typed)")
    }
    #expect(FieldSetting(typed: " rde.m = 0.1, true ")?.description == "rde.m=0.1,true")
  }

  @Test func methodsRefuseUnknownAndWrongFields() throws {
    let facts = StudyFacts(noiseRate: 0.2, datasetID: "synth-pedes", imageLayers: 12)
    for method in MethodRegistry.all {
      #expect(method.fields.map(\.name).sorted() == method.defaults.keys.sorted(), "\(method.info.id)")
      let field = try #require(method.defaults.keys.sorted().first)
      let misspelt = String(field.dropLast())
      let unknown = #expect(throws: MethodFailure.self) { try method.resolved([misspelt: .null], for: facts) }
      #expect("\(unknown.map { "\($0)" } ?? "")".contains(field))
      #expect(throws: MethodFailure.self) { try method.resolved([field: .object([:])], for: facts) }
    }
    let rde = try MethodRegistry.method("rde-tal")
    #expect(throws: MethodFailure.self) { try rde.resolved(["selectionRatio": .number(1.5)], for: facts) }
    #expect(throws: MethodFailure.self) { try rde.resolved(["loss": .string("tall")], for: facts) }
  }
}
