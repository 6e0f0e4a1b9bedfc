import BenchCore
import DataTestSupport
import Datasets
import Foundation
import Noise
import Studies
import StudyTestSupport
import TestSupport
import Testing

/// Suites as people write them.
@Suite struct StudySuiteTests {
  private static let folder = Repository.root.appending(path: "Benchmarks/Suites")
  /// The suites that the repository comes with.
  private static let committed =
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path))?.filter { $0.hasSuffix(".yaml") }.sorted() ?? []

  /// Reads a suite of a text, from a folder that is gone afterwards.
  private func suite(_ text: String) throws -> StudySuite {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "suite.yaml")
      try Data(text.utf8).write(to: file)
      return try StudySuite(file: file)
    }
  }

  private func settings(_ typed: String...) -> [FieldSetting] { typed.compactMap { FieldSetting(typed: $0) } }

  // MARK: - The committed suites

  @Test func theRepositoryHasItsSuites() {
    #expect(
      Self.committed == (PaperSuiteTests.counts.keys.map { "\($0).yaml" } + Self.embedded).sorted())
  }

  private static let embedded = [
    "compositions.yaml", "embedded-ablations.yaml", "embedded-augmentation.yaml", "embedded-quick.yaml",
    "embedded.yaml",
  ]

  @Test(arguments: embedded) func embeddedSuitesCanBePlanned(name: String) throws {
    let suite = try StudySuite(file: Self.folder.appending(path: name))
    #expect("\(suite.name).yaml" == name)
    #expect(suite.description.count > 80 && suite.studies.allSatisfy { $0.name != nil })
    for study in suite.studies {
      #expect(throws: Never.self) { try StudyPlanner.check(study.request) }
      #expect(study.request.weights == .embedded && study.request.selection == .val)
      let isEqual = study.request.captionAugmentation != .paper && study.request.imageAugmentation != nil
      #expect(isEqual == (name != "embedded-augmentation.yaml"), "equal for all, or the papers'")
    }
    let plan = try StudyPlan(suite, with: TinyStudy.planner())
    #expect(Set(plan.runs.map(\.signature)).count == plan.runs.count)
    #expect(plan.studies.allSatisfy { !$0.runs.isEmpty }, "every study adds something")
  }

  @Test func theQuickSuiteIsPartOfTheWholeOne() throws {
    func signatures(_ name: String) throws -> [String] {
      let suite = try StudySuite(file: Self.folder.appending(path: name))
      return try StudyPlan(suite, with: TinyStudy.planner()).runs.map(\.signature)
    }
    let whole = try signatures("embedded.yaml")
    let quick = try signatures("embedded-quick.yaml")
    #expect(whole.count == 6 * 3 * 5 && quick.count == 2 * 2)
    #expect(Set(quick).isSubset(of: whole))
    let ablations = try signatures("embedded-ablations.yaml")
    // RDE as published and with BSDM, IRRA, DECL and AMNS at 50% noise; AMNS's own mask is named, but is the default.
    #expect(Set(ablations).intersection(whole).count == 5 * 5)
  }

  @Test func thePagesExamplesAreSuites() throws {
    let page = try String(contentsOf: Repository.root.appending(path: "docs/suites.md"), encoding: .utf8)
    let examples = page.matches(of: /(?ms)^```yaml\n(.*?)^```/).map { String($0.output.1) }
    try #require(examples.count == 2)
    let studies = try suite(examples[0]).studies
    #expect(studies.map(\.request.datasets) == [["RSTPReid"], ["RSTPReid"]] && studies[1].request.noiseRates == [0.5])
    let rows = try suite(examples[1]).studies
    #expect(rows.map(\.request.label) == ["IRRA", "IRRA with BSDM", "IRRA without MLM"])
  }

  // MARK: - What keys mean

  @Test func everyKeyReachesTheRequest() throws {
    let study = try #require(
      try suite(
        """
        name: everything
        studies:
          - name: one
            datasets: [synth-pedes, CUHK-PEDES]
            methods: [rde-tal, irra-sdm]
            noise: [0, 20, 50%, 0.8, 1%]
            seeds: [1, 18446744073709551615]
            set: {rde.margin: 0.2, rde-tal.divides: false, irra-sdm.loss: "tal"}
            vary:
              rde.tau: [0.01, 0.02]
              rde-tal.usesTokenSelection: true
            injector: index
            noise-index: indices/a.npy
            noise-seed: 7
            skip-corrupt: true
            epochs: 3
            batch-size: 32
            learning-rate: 1e-4
            weights: trained/best.safetensors
            vocabulary: /vocabulary/merges.txt
            image-size: 384x128
            selection: test
            text-augmentation: on
            image-augmentation: amns
            threads: 2
        """
      ).studies.first)
    var expected = StudyRequest(
      datasets: ["synth-pedes", "CUHK-PEDES"], methods: ["rde-tal", "irra-sdm"], noiseRates: [0, 0.2, 0.5, 0.8, 0.01],
      seeds: [1, .max])
    expected.settings = settings("rde.margin=0.2", "rde-tal.divides=false", "irra-sdm.loss=tal")
    expected.variations = settings("rde.tau=0.01,0.02", "rde-tal.usesTokenSelection=true")
    expected.injector = "index"
    expected.noiseSeed = 7
    expected.skipsCorruptImages = true
    expected.epochs = 3
    expected.batchSize = 32
    expected.learningRate = 1e-4
    expected.imageSize = ImageSize(height: 384, width: 128)
    expected.selection = .test
    expected.captionAugmentation = .on
    expected.imageAugmentation = "amns"
    expected.threads = 2
    #expect(study.name == "one" && study.title == "study 1, one" && study.place.line == 3)
    // Paths start at the suite's folder, which had a random name.
    guard case .file(let weights) = study.request.weights else {
      Issue.record("\(study.request.weights) is no file")
      return
    }
    let parts = (weights.pathComponents.suffix(2), study.request.noiseIndex?.pathComponents.suffix(2))
    #expect(parts.0 == ["trained", "best.safetensors"] && parts.1 == ["indices", "a.npy"])
    let folders = [weights, try #require(study.request.noiseIndex)].map { $0.deletingLastPathComponent() }
    #expect(Set(folders.map { $0.deletingLastPathComponent().path }).count == 1)
    #expect(weights.path.contains("nc-bench-"))
    #expect(study.request.vocabulary?.path == "/vocabulary/merges.txt")
    expected.weights = study.request.weights
    expected.noiseIndex = study.request.noiseIndex
    expected.vocabulary = study.request.vocabulary
    #expect(study.request == expected)
  }

  @Test func whatIsLeftOutIsAsOnTheCommandLine() throws {
    let suite = try suite(
      "name: a\nstudies:\n- methods: all\n- {methods: rde-tal, seeds: 4, noise: 20, datasets: RSTPReid}")
    #expect(suite.studies[0].request == StudyRequest(methods: ["all"]))
    let expected = StudyRequest(datasets: ["RSTPReid"], methods: ["rde-tal"], noiseRates: [0.2], seeds: [4])
    #expect(suite.studies[1].request == expected)
    #expect(suite.description == "" && suite.studies[1].title == "study 2")
  }

  @Test(arguments: [("random", StartingPoint.random), ("embedded", .embedded), ("automatic", .automatic)])
  func weightsHaveThreeWords(word: String, weights: StartingPoint) throws {
    let study = try suite("name: a\nstudies: [{methods: rde-tal, weights: \(word)}]").studies[0]
    #expect(study.request.weights == weights)
    let path = try suite("name: a\nstudies: [{methods: rde-tal, weights: ./\(word)}]").studies[0]
    guard case .file(let file) = path.request.weights else {
      Issue.record("a file of that name has a path")
      return
    }
    #expect(file.lastPathComponent == word)
  }

  @Test(arguments: [("on", StudyRequest.CaptionAugmentationChoice.on), ("off", .off), ("\"off\"", .off)])
  func onAndOffAreWords(written: String, choice: StudyRequest.CaptionAugmentationChoice) throws {
    let study = try suite("name: a\nstudies: [{methods: rde-tal, text-augmentation: \(written)}]").studies[0]
    #expect(study.request.captionAugmentation == choice, "not YAML 1.1's truth values")
  }

  @Test func defaultsFillWhatAStudyLeavesOut() throws {
    let suite = try suite(
      """
      name: defaults
      defaults:
        methods: [rde-tal, irra-sdm]
        seeds: [1, 2]
        noise: 50
        set: {rde.margin: 0.2, rde.tau: 0.02, irra.crossModalLayers: 2}
        vary: {rde.divides: [true, false]}
        vocabulary: words.txt
        weights: w.safetensors
      studies:
        - epochs: 2
        - seeds: 3
          set: {rde.margin: 0.3, rde-tal.usesGlobal: false}
        - methods: irra-sdm
          weights: random
        - methods: rde-tal
          vary: {rde.margin: [0.1, 0.4]}
      """)
    let requests = suite.studies.map(\.request)
    #expect(requests.map(\.seeds) == [[1, 2], [3], [1, 2], [1, 2]])
    #expect(requests.map(\.epochs) == [2, nil, nil, nil])
    #expect(requests.allSatisfy { $0.noiseRates == [0.5] })
    let divides = settings("rde.divides=true,false")
    #expect(requests[0].settings == settings("rde.margin=0.2", "rde.tau=0.02", "irra.crossModalLayers=2"))
    #expect(requests[0].variations == divides && requests[1].variations == divides)
    #expect(
      requests[1].settings
        == settings("rde.tau=0.02", "irra.crossModalLayers=2", "rde.margin=0.3", "rde-tal.usesGlobal=false"))
    #expect(requests[2].settings == settings("irra.crossModalLayers=2"), "the others are for methods it does not have")
    #expect(requests[2].variations == [] && requests[2].weights == .random && requests[2].vocabulary == nil)
    #expect(requests[3].settings == settings("rde.tau=0.02"), "what varies is not set")
    #expect(requests[3].variations == settings("rde.margin=0.1,0.4"))
  }

  // MARK: - Planning

  @Test func sharedRunsAreRunOnce() throws {
    let suite = try suite(
      """
      name: shared
      defaults: {noise: 50, epochs: 2}
      studies:
        - {methods: [irra-sdm, rde-tal], seeds: [1, 2]}
        - {methods: rde-tal, seeds: [2, 3], vary: {divides: [true, false]}, weights: embedded}
      """)
    let plan = try StudyPlan(suite, with: TinyStudy.planner())
    #expect(plan.studies.map(\.runs.count) == [4, 3] && plan.studies.map(\.sharedCount) == [0, 1])
    #expect(plan.runs.map(\.spec.seed) == [1, 2, 1, 2, 3, 2, 3])
    let alone = try TinyStudy.planner().runs(of: suite.studies[0].request)
    #expect(Array(plan.runs.prefix(4)) == alone, "the runs are those of the request")
  }

  @Test func aPersonOverridesAllStudies() throws {
    let suite = try suite(
      """
      name: a
      defaults: {noise: [0, 50], set: {rde.margin: 0.2}, vary: {irra.crossModalLayers: [1, 2]}}
      studies:
        - methods: [irra-sdm, rde-tal]
        - {methods: irra-sdm, seeds: [4, 5]}
        - methods: all
      """)
    var overrides = try StudyArguments.parse([])
    #expect(try suite.overridden(by: overrides, in: Self.folder) == suite)
    overrides = try StudyArguments.parse(["--seeds", "7", "--noise", "20", "--epochs", "1", "--methods", "rde-tal"])
    let requests = try suite.overridden(by: overrides, in: Self.folder).studies.map(\.request)
    #expect(requests.map(\.methods) == [["rde-tal"], ["rde-tal"]], "a study without a method is dropped")
    #expect(requests.allSatisfy { $0.seeds == [7] && $0.noiseRates == [0.2] && $0.epochs == 1 })
    #expect(requests.allSatisfy { $0.settings == settings("rde.margin=0.2") && $0.variations.isEmpty })
    for (methods, message) in [("rde-tall", "did you mean rde-tal"), ("external", "no study of this suite has")] {
      overrides = try StudyArguments.parse(["--methods", methods])
      let error = #expect(throws: SuiteFailure.self) { try suite.overridden(by: overrides, in: Self.folder) }
      #expect(error.map { "\($0)" }?.contains(message) == true)
    }
    overrides = try StudyArguments.parse(["--epochs", "0"])
    #expect(throws: StudyFailure.outOfRange("--epochs", value: "0", requirement: "1 or more")) {
      try suite.overridden(by: overrides, in: Self.folder)
    }
  }
  private func chosen(_ words: String...) throws -> [StudyRequest] {
    let suite = try suite(
      """
      name: a
      defaults: {datasets: [CUHK-PEDES, RSTPReid], epochs: 9, selection: val}
      studies:
        - {methods: [irra-sdm, rde-tal], noise: [0, 20, 50], seeds: [1, 2]}
        - {methods: decl, noise: [20, 50], datasets: RSTPReid, weights: random}
      """)
    let folder = URL(filePath: "/here", directoryHint: .isDirectory)
    return try suite.overridden(by: .parse(words), in: folder).studies.map(\.request)
  }

  @Test func aPersonChoosesDatasetsAndNoise() throws {
    #expect(try chosen("--datasets", "RSTPReid").map(\.datasets) == [["RSTPReid"], ["RSTPReid"]])
    #expect(try chosen("--datasets", "CUHK-PEDES").map(\.methods) == [["irra-sdm", "rde-tal"]])
    #expect(try chosen("--noise", "0,50").map(\.noiseRates) == [[0, 0.5], [0.5]], "rates that the studies have")
    #expect(try chosen("--noise", "0").map(\.methods) == [["irra-sdm", "rde-tal"]])
    #expect(try chosen("--noise", "0,80").map(\.noiseRates) == [[0, 0.8], [0, 0.8]], "others")
    for (words, message) in [
      (["--datasets", "RSTPried"], "no study of this suite has the dataset `RSTPried`; did you mean RSTPReid"),
      (["--methods", "decl", "--noise", "0"], "no study of this suite has all that was chosen"),
      (["--image-size", "64x32", "--methods", "decl"], "--image-size belongs to weights from a file"),
      (["--noise", "20,0.2"], "the same noise rate"),
    ] {
      let failure = #expect(throws: (any Error).self) {
        try suite("name: a\ndefaults: {datasets: RSTPReid}\nstudies: [{methods: irra-sdm}, {methods: decl, noise: 20}]")
          .overridden(by: .parse(words), in: Self.folder)
      }
      #expect(failure.map { "\($0)" }?.contains(message) == true, "\(words)")
    }
  }

  @Test func whatTheMachineHasIsSaidBesideASuite() throws {
    let requests = try chosen(
      "--weights", "ViT-B-16.pt", "--vocabulary", "/v/bpe.txt.gz", "--precision", "fp32", "--image-size", "384x128",
      "--batch-size", "32", "--selection", "test", "--skip-corrupt", "--threads", "2")
    for request in requests {
      #expect(request.weights == .file(URL(filePath: "/here/ViT-B-16.pt")), "where the command is run")
      #expect(request.vocabulary?.path == "/v/bpe.txt.gz" && request.imageSize == ImageSize(height: 384, width: 128))
      #expect(request.precision == .fp32 && request.batchSize == 32 && request.selection == .test)
      #expect(request.skipsCorruptImages && request.threads == 2 && request.epochs == 9)
    }
    #expect(try chosen("--vocabulary", "v", "--weights", "w").allSatisfy { $0.vocabulary?.path == "/here/v" })
    #expect(throws: StudyFailure.self, "the weights are none from a file") { try chosen("--vocabulary", "v") }
  }
}
