import BenchCore
import Checkpoints
import Foundation
import TestSupport
import Testing

@testable import Studies

/// Each option is declared once: what is made of the declarations is complete.
@Suite struct StudyArgumentsTests {
  /// Values of which each option takes at least one.
  private static let candidates = [
    "3", "0.35", "32x16", "test", "off", "flip", "rde-sdm", "synth-pedes/icfg", "caption-drop", "noise.npy",
    "bf16", "gelu",
  ]

  /// The same option on the command line and in a suite.
  private func requests(_ option: StudyOption, _ value: String) throws -> (typed: StudyRequest, written: StudyRequest) {
    let (word, node) =
      switch option.kind {
      case .flag: value == "off" ? ("--no-\(option.name)", "false") : ("--\(option.name)", "true")
      case .fields: ("--\(option.name)=rde.margin=\(value)", "{rde.margin: \(value)}")
      case .one, .several, .list: ("--\(option.name)=\(value)", value)
      }
    // What some options are of no use without.
    let others = ["methods": "rde-tal", "weights": "trained.safetensors"].filter { $0.key != option.name }
    return try withTemporaryFolder { folder in
      let file = folder.appending(path: "suite.yaml")
      let keys = others.map { "\($0): \($1)" } + ["\(option.name): \(node)"]
      try Data("name: a\nstudies: [{\(keys.joined(separator: ", "))}]".utf8).write(to: file)
      let arguments = try StudyArguments.parse(others.map { "--\($0)=\($1)" } + [word])
      return (try arguments.request(in: folder), try StudySuite(file: file).studies[0].request)
    }
  }

  @Test(arguments: StudyOption.all.map(\.name))
  func anOptionAsksForTheSameOnTheCommandLineAndInASuite(name: String) throws {
    let option = try #require(StudyOption.all.first { $0.name == name })
    let outcomes = Self.candidates.compactMap { try? requests(option, $0) }
    #expect(!outcomes.isEmpty, "no candidate is a value of --\(name)")
    #expect(outcomes.allSatisfy { $0.typed.comparable == $0.written.comparable })
    // Other values ask for other things, or a flag for another than nothing: an option that is not applied does neither.
    let plain = try StudyArguments.parse(["--methods=rde-tal"]).request(in: URL(filePath: "/"))
    var without = plain
    without.weights = .file(URL(filePath: "/trained.safetensors"))
    #expect(outcomes.contains { $0.typed.comparable != without.comparable }, "--\(name) changes nothing")
  }

  @Test func whatIsSaidOfOptionsNamesThem() {
    let names = Set(StudyOption.all.map(\.name))
    // All but the group are options; the group's are those of the other commands that read weights.
    let declared = [Mirror(reflecting: StudyArguments()), Mirror(reflecting: WeightsArguments())].map(\.children.count)
    #expect(names.count == declared.reduce(-1, +) && names.isSuperset(of: ["batch-size", "activation", "ignore"]))
    #expect(names.isSuperset(of: StudyOption.ofTheSuite))
    #expect(names.isSuperset(of: StudyOption.dependent.map(\.name)))
    #expect(names.isSuperset(of: [SuiteValues.set, SuiteValues.vary]))
  }

  /// `--noise 20 --noise 50` asks for both.
  @Test(
    arguments: [
      (["--noise=20", "--noise", "50,80"], ["--noise=20,50,80"]), (["--seeds=1", "--seeds=2"], ["--seeds=1,2"]),
      (["--datasets=synth-pedes", "--datasets=manifest"], ["--datasets=synth-pedes,manifest"]),
      (["--methods=irra-sdm", "--methods=rde-tal"], ["--methods=irra-sdm,rde-tal"]),
      (["--seeds=1-3", "--seeds=7"], ["--seeds=1,2,3,7"]), (["--seeds=5-5", "--seeds=6-7"], ["--seeds=5,6,7"]),
      (["--noise= ", "--noise=20"], ["--noise=20"]),
      (["--set=rde.m=1", "--set=rde.tau=2"], ["--set=rde.m=1", "--set=rde.tau=2"]),
    ])
  func aRepeatedListAdds(words: [String], together: [String]) throws {
    func request(_ words: [String]) throws -> StudyRequest {
      try StudyArguments.parse(words).request(in: URL(filePath: "/"))
    }
    #expect(try request(words) == request(together))
    #expect(try request(words) != request([words[0]]))
  }

  @Test func aValueThatIsRepeatedIsRefusedHoweverItIsTyped() throws {
    let refusals: [([String], StudyFailure)] = [
      (["--seeds=1,1"], .repeated("seeds", value: "1")), (["--seeds=1", "--seeds=1"], .repeated("seeds", value: "1")),
      (["--seeds=1-3", "--seeds=2"], .repeated("seeds", value: "2")),
      (["--methods=RDE"], .repeated("methods", value: "rde-tal")),
      (["--datasets=synth-pedes,Synth-Pedes"], .repeated("datasets", value: "synth-pedes")),
      (["--noise=20", "--noise=0.2"], .sameRate("20", "0.2")),
      (["--noise=20%,20%"], .repeated("noise rates", value: "20%")),
    ]
    for (words, expected) in refusals {
      let arguments = try StudyArguments.parse(["--methods=rde-tal"] + words)
      let failure = #expect(throws: StudyFailure.self, "\(words)") {
        try StudyPlanner.check(arguments.request(in: URL(filePath: "/")))
      }
      #expect(failure == expected && failure?.isUsage == true)
    }
  }

  /// Names of papers, letters of any case, and ranges, in suites too.
  @Test func namesAreThoseOfIds() throws {
    let words = [
      "--methods=RDE,IRRA,clip-C", "--datasets=cuhk-pedes,SYNTH-PEDES/CUHK", "--seeds=1-3", "--set=RDE.tau=1",
    ]
    let typed = try StudyArguments.parse(words).request(in: URL(filePath: "/"))
    #expect(typed.methods == ["rde-tal", "irra-sdm", "clip-c"] && typed.datasets == ["CUHK-PEDES", "synth-pedes"])
    #expect(typed.seeds == [1, 2, 3] && typed.settings.map(\.scope) == ["rde"])
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "suite.yaml")
      let text = """
        name: a
        defaults: {weights: random}
        studies: [{methods: [RDE, amns], datasets: rstpreid, seeds: [1-3, 7], set: {RDE.tau: 1}}]
        """
      try Data(text.utf8).write(to: file)
      let suite = try StudySuite(file: file)
      let request = suite.studies[0].request
      #expect(request.methods == ["rde-tal", "amns"] && request.datasets == ["RSTPReid"])
      #expect(request.seeds == [1, 2, 3, 7])
      let chosen = try suite.overridden(by: StudyArguments.parse(["--methods=RDE"]), in: folder)
      #expect(chosen.studies[0].request.methods == ["rde-tal"])
      #expect(throws: StudyFailure.outOfRange("--epochs", value: "0", requirement: "1 or more")) {
        try suite.overridden(by: StudyArguments.parse(["--epochs=0"]), in: folder)
      }
    }
  }

  @Test func givenOptionsAreThoseThatWereTyped() throws {
    #expect(try StudyArguments.parse([]).given == [])
    let arguments = try StudyArguments.parse(["--no-skip-corrupt", "--epochs", "3", "--set", "m=1", "--seeds", "1,2"])
    #expect(Set(arguments.given) == ["skip-corrupt", "epochs", "set", "seeds"])
    #expect(arguments.refusedBesideSuite == "set")
    let words = ["--methods=all", "--datasets=a", "--noise=0", "--seeds=1", "--epochs=1", "--weights=w", "--threads=2"]
    #expect(try StudyArguments.parse(words).refusedBesideSuite == nil)
  }

  @Test(
    arguments: [
      (["--image-size", "32x16"], "--image-size belongs to weights from a file"),
      (["--vocabulary", "v", "--weights", "random"], "--vocabulary belongs to weights from a file"),
      (["--activation", "gelu", "--weights", "embedded"], "--activation belongs to weights from a file"),
      (["--prefix", "ema.", "--weights", "random"], "--prefix belongs to weights from a file"),
      (["--ignore", "*.adapter", "--weights", "random"], "--ignore belongs to weights from a file"),
      (["--methods", "external", "--text-length", "9"], "--text-length belongs to methods that this tool trains"),
      (["--noise-index", "a.npy", "--injector", "shuffle"], "--noise-index belongs to the injector `index`"),
      (["--methods", "external", "--precision", "bf16"], "--precision belongs to methods that this tool trains"),
      (["--methods", "external", "--micro-batch", "8"], "--micro-batch belongs to methods that this tool trains"),
    ])
  func anOptionWithoutTheOneItBelongsToIsRefused(arguments: [String], message: String) throws {
    let error = #expect(throws: StudyFailure.self) {
      try StudyArguments.parse((arguments.contains("--methods") ? [] : ["--methods", "rde-tal"]) + arguments).request(
        in: URL(filePath: "/"))
    }
    #expect(error?.problem == message)
  }

  @Test(
    arguments: [
      ("--epochs=ten", "must be a whole number, not `ten`"),
      ("--seeds=1,-2", "must be a whole number from 0 or a range such as 1-3, not `-2`"),
      ("--seeds=3-1", "must be a range from the lower to the higher, such as `1-3`, not `3-1`"),
      ("--seeds=1-1001", "must be a range of at most 1000 numbers, not `1-1001`"),
      ("--seeds=1-2-3", "or a range such as 1-3, not `1-2-3`"),
      ("--noise-seed=1-3", "a whole number from 0, not `1-3`"),
      ("--noise=20,120", "must be a percentage from 0 to 100 or a fraction such as 0.2, not `120`"),
      ("--noise=0,1", "must be `1%` (percent) or `1.0` (a share of all pairs), not `1`"),
      ("--learning-rate=inf", "must be a number"), ("--selection=train", "must be val or test, not `train`"),
      ("--text-augmentation=yes", "must be one of paper, on, off"), ("--seeds=1,", "not ``"),
    ])
  func aWrongValueIsNamedWithWhatWouldBeRight(word: String, message: String) {
    let error = #expect(throws: (any Error).self) { try StudyArguments.parse([word]) }
    #expect(error.map { StudyArguments.message(for: $0) }?.contains(message) == true)
  }

  @Test func patternsAreAddedUp() throws {
    let arguments = try StudyArguments.parse([
      "--methods=rde-tal", "--weights=a.pth", "--ignore", "*.adapter.*, *.gate", "--ignore", "prompt?", "--prefix=ema.",
    ])
    let reading = try arguments.request(in: URL(filePath: "/")).weightsReading
    #expect(reading == WeightsReading(prefix: "ema.", ignored: ["*.adapter.*", "*.gate", "prompt?"]))
  }

  /// The list in docs/suites.md is the help of the options.
  @Test func thePageListsTheOptions() throws {
    let page = try String(contentsOf: Repository.root.appending(path: "docs/suites.md"), encoding: .utf8)
    let help = StudyArguments.helpMessage(columns: 120)
    let start = try #require(help.range(of: "OPTIONS:\n")?.upperBound)
    let end = help.range(of: "  -h, --help")?.lowerBound ?? help.endIndex
    let block = "```text\n\(help[start..<end].trimmingSuffix(while: \.isWhitespace))\n```"
    #expect(page.contains(block), "docs/suites.md should have this list:\n\(block)")
  }
}

extension StudyRequest {
  /// The request with file names in place of paths, which a temporary folder may spell in two ways.
  fileprivate var comparable: StudyRequest {
    func name(_ url: URL) -> URL { URL(filePath: "/" + url.lastPathComponent) }
    var request = self
    if case .file(let file) = weights { request.weights = .file(name(file)) }
    request.noiseIndex = noiseIndex.map(name)
    request.vocabulary = vocabulary.map(name)
    return request
  }
}

extension Substring {
  fileprivate func trimmingSuffix(while isDropped: (Character) -> Bool) -> Substring {
    var text = self
    while let last = text.last, isDropped(last) { text.removeLast() }
    return text
  }
}
