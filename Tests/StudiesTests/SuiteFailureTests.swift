import BenchCore
import DataTestSupport
import Foundation
import Studies
import StudyTestSupport
import TestSupport
import Testing

/// Suites with mistakes: each says where it is wrong, and what would be right.
@Suite struct SuiteFailureTests {
  private func failure(_ data: Data) throws -> String {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "suite.yaml")
      try data.write(to: file)
      let error = #expect(throws: SuiteFailure.self) { try StudySuite(file: file) }
      return error.map { "\($0)" } ?? ""
    }
  }

  /// `STUDY` stands for a study's line, `- methods: rde-tal` and what follows, on line 3.
  @Test(
    arguments: [
      ("- methods: rde-tal\n  epoch: 3", "4:3: a study has no key `epoch`; did you mean epochs"),
      ("- methods: rde-tal\n  <<: {epochs: 3}", "4:3: a study has no key `<<`"),
      ("- method: rde-tal", "3:3: a study has no key `method`; did you mean methods"),
      ("- epochs: 3", "3:3: study 1 has no `methods`"),
      ("- rde-tal", "3:3: `a study` must be a mapping"),
      ("- [rde-tal]", "3:3: `a study` must be a mapping (`key: value`), not a list"),
      ("- methods: rde-tal\n  epochs: ten", "4:11: `epochs` must be a whole number, not `ten`"),
      ("- methods: rde-tal\n  epochs: 2.5", "4:11: `epochs` must be a whole number, not `2.5`"),
      ("- methods: rde-tal\n  epochs: [1, 2]", "4:11: `epochs` must be a whole number, not a list"),
      ("- methods: rde-tal\n  epochs: {a: 1}", "4:11: `epochs` must be a whole number, not a mapping"),
      ("- methods: rde-tal\n  epochs:", "`epochs` must be a whole number, not nothing"),
      ("- methods: rde-tal\n  epochs: ~", "4:11: `epochs` must be a whole number, not `~`"),
      ("- methods: rde-tal\n  epochs: 99999999999999999999", "4:11: `epochs` must be a whole number"),
      ("- methods: rde-tal\n  epochs: -1", "3:3: study 1: --epochs is -1 but must be 1 or more"),
      ("- methods: rde-tal\n  threads: 0", "--threads is 0"),
      (
        "- methods: rde-tal\n  seeds: [1, -2]",
        "4:14: `seeds` must be a whole number from 0 or a range such as 1-3, not `-2`"
      ),
      ("- methods: rde-tal\n  seeds: [1, 1]", "3:3: study 1: `1` is listed twice among the seeds"),
      ("- methods: rde-tal\n  seeds: []", "3:3: study 1: no seeds to run"),
      ("- methods: rde-tal\n  noise: [0, .nan]", "4:14: `noise` must be a percentage from 0 to 100"),
      ("- methods: rde-tal\n  noise: [0, nan]", "4:14: `noise` must be"),
      ("- methods: rde-tal\n  noise: 120", "4:10: `noise` must be"),
      (
        "- methods: rde-tal\n  noise: [0, 1]",
        "4:14: `noise` must be `1%` (percent) or `1.0` (a share of all pairs)"
      ),
      ("- methods: rde-tal\n  noise: -20", "4:10: `noise` must be"),
      ("- methods: rde-tal\n  learning-rate: .inf", "4:18: `learning-rate` must be a number, not `.inf`"),
      ("- methods: rde-tal\n  learning-rate: 1e999", "4:18: `learning-rate` must be a number, not `1e999`"),
      ("- methods: rde-tal\n  learning-rate: -1", "--learning-rate is -1.0 but must be above 0"),
      ("- methods: rde-tal\n  text-augmentation: yes", "4:22: `text-augmentation` must be one of paper, on, off"),
      ("- methods: rde-tal\n  skip-corrupt: off", "4:17: `skip-corrupt` must be true or false, not `off`"),
      ("- methods: rde-tal\n  selection: train", "4:14: `selection` must be val or test"),
      ("- methods: rde-tal\n  image-size: 384", "4:15: `image-size` must be height and width such as 384x128"),
      ("- methods: rde-tal\n  image-size: 384x128", "4:3: `image-size` belongs to weights from a file"),
      ("- methods: rde-tal\n  vocabulary: v", "4:3: `vocabulary` belongs to weights from a file"),
      (
        "- methods: rde-tal\n  injector: shuffle\n  noise-index: a",
        "5:3: `noise-index` belongs to the injector `index`"
      ),
      (
        "- methods: rde-tal\n  injector: shufle",
        "3:3: study 1: no noise injector is called 'shufle'; did you mean shuffle"
      ),
      ("- methods: rde-tal\n  image-augmentation: flop", "did you mean flip"),
      ("- methods: rde-tall\n  name: mine", "3:3: study 1, mine: there is no method `rde-tall`; did you mean rde-tal"),
      ("- methods: external", "3:3: study 1: the method `external` has no command to run"),
      ("- methods: rde-tal\n  datasets: cuhk", "did you mean CUHK-PEDES"),
      ("- methods: rde-tal\n  set: rde.margin=1", "4:8: `set` must be a mapping (`key: value`), not `rde.margin=1`"),
      (
        "- methods: rde-tal\n  set: {margn: 1}",
        "3:3: study 1: the method rde-tal has no field `margn`; did you mean margin"
      ),
      (
        "- methods: rde-tal\n  set: {rde.: 1}", "4:9: `set` must be a field such as rde.margin with a value, not `rde.`"
      ),
      ("- methods: rde-tal\n  set: {margin: [0.1, 0.2]}", "`margin=0.1,0.2` sets a field to several values"),
      ("- methods: rde-tal\n  set: {margin: {a: 1}}", "4:17: `margin` must be a number, true, false or a word"),
      ("- methods: rde-tal\n  set: {margin: ~}", "4:17: `margin` must be a number, true, false or a word"),
      ("- methods: rde-tal\n  set: {divides: no}", "must be true or false"),
      ("- methods: rde-tal\n  set: {margin: \"0.2\"}", "must be a number"),
      ("- methods: rde-tal\n  vary: {margin: []}", "4:10: `vary` must be a field such as rde.margin with a value"),
      ("- methods: [rde-tal, irra-sdm]\n  set: {margin: 1}", "does not say for which of the methods"),
      ("- methods: rde-tal\n  set: {decl.margin: 1}", "`decl`, which is not among the methods"),
      ("- methods: rde-tal\n  ? [1]\n  : 2", "4:5: `a key` must be a word, not a list"),
      ("- methods: rde-tal\n  epochs: 1\n  epochs: 2", "4:3: the key `epochs` is there twice"),
      ("- methods: rde-tal\n- methods: &all rde-sdm\n- methods: *all", "5:12: aliases (`*name`) are not read"),
      ("- methods: rde-tal\n\tepochs: 1", "4:1: this is not YAML"),
      ("- methods: [rde-tal", "this is not YAML"),
      ("- methods: rde-tal\n---\nname: b", "this is not YAML: but found another document"),
      ("- methods: \"\\x\"", "this is not YAML"),
      ("- methods: \"\\e[2J\"", "3:12: this is not YAML: control characters are not allowed"),
      ("- methods: rde-tal\n  weights: \"a\\0b\"", "4:12: this is not YAML: control characters are not allowed"),
    ])
  func mistakesInAStudyHaveALine(study: String, message: String) throws {
    let failure = try failure(Data("name: a\nstudies:\n\(study)\n".utf8))
    #expect(failure.contains("suite.yaml"), "\(failure)")
    #expect(failure.contains(message), "\(failure)")
  }

  @Test(
    arguments: [
      ("", "suite.yaml: the suite is empty"), ("# nothing\n", "suite.yaml: the suite is empty"),
      ("---\n...\n", "2:1: `a suite` must be a mapping (`key: value`), not nothing"),
      ("rde-tal", "1:1: `a suite` must be a mapping"),
      ("{}", "1:1: the suite has no `name`"), ("name: a\n", "1:1: the suite has no `studies`"),
      ("studies: [{methods: all}]", "1:1: the suite has no `name`"),
      ("name: a\nstudies: []", "2:10: `studies` must be"),
      ("name: a\nstudies: {methods: all}", "2:10: `studies` must be a list of one or more studies"),
      ("name: [a]\nstudies: []", "1:7: `name` must be a word, not a list"),
      ("name: a\nstudie: []", "2:1: a suite has no key `studie`; did you mean studies"),
      ("name: a\ndefaults: 3\nstudies: [{methods: all}]", "2:11: `defaults` must be a mapping"),
      ("name: a\ndefaults:\n  name: b\nstudies: []", "3:3: defaults has no key `name`"),
      (
        "name: a\ndefaults:\n  epochs: x\nstudies: [{methods: all, epochs: 1}]", "3:11: `epochs` must be a whole number"
      ),
      (
        "name: a\ndefaults:\n  set: {rd.margin: 1}\nstudies: [{methods: [rde-tal, clip-c]}]",
        "3:9: the default `rd.margin` is for none of the studies' methods"
      ),
      ("name: a\u{0}b", "1:8: this is not YAML: control characters are not allowed"),
    ])
  func mistakesInASuiteHaveALine(text: String, message: String) throws {
    let failure = try failure(Data(text.utf8))
    #expect(failure.contains(message), "\(failure)")
  }

  @Test func otherFilesAreNoSuites() throws {
    #expect(try failure(Data([0x89, 0x50, 0x4E, 0x47, 0xFF, 0x00])).contains("it is not UTF-8 text"))
    #expect(try failure("name: a".data(using: .utf16) ?? Data()).contains("it is UTF-16 text; save it as UTF-8"))
    #expect(try failure(Data(repeating: 0x61, count: 300 * 1024)).contains("larger than 256 KiB"))
    try withTemporaryFolder { folder in
      for (name, reason) in [("missing.yaml", "there is no such file"), ("", "it is a folder")] {
        let error = #expect(throws: SuiteFailure.self) { try StudySuite(file: folder.appending(path: name)) }
        #expect(error.map { "\($0)" }?.contains(reason) == true, "\(error.map { "\($0)" } ?? "")")
      }
      let endless = #expect(throws: SuiteFailure.self) { try StudySuite(file: URL(filePath: "/dev/zero")) }
      #expect(endless.map { "\($0)" }?.contains("larger") == true)
    }
  }

  /// A few lines that are billions of values, as a value, as a key (which libraries compare) and inside lists.
  @Test(.timeLimit(.minutes(10)), arguments: ["x: *a30", "? *a30\n: 1", "*a30 : 1", "x: [1, *a30]", "{*a30 : 1}: 1"])
  func aliasesDoNotUnfold(use: String) throws {
    let levels = (1...30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1), *a\($0 - 1)]\n" }.joined()
    #expect(try failure(Data("a0: &a0 1\n\(levels)\(use)\n".utf8)).contains("2:10: aliases (`*name`) are not read"))
  }

  /// An asterisk that is no alias is a character like others.
  @Test func asterisksInTextStay() throws {
    let text = "name: \"*a*\"\ndescription: |\n  *b* and &c\nstudies: # *d\n- {methods: rde-tal, name: e *f}"
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "suite.yaml")
      try Data(text.utf8).write(to: file)
      let suite = try StudySuite(file: file)
      #expect(suite.name == "*a*" && suite.description == "*b* and &c\n" && suite.studies[0].name == "e *f")
    }
  }

  /// What libyaml still reads is walked, what is deeper it refuses.
  @Test(arguments: [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")], [900, 20_000])
  func deepNestingIsRefused(brackets: (opening: String, closing: String), depth: Int) throws {
    let text = String(repeating: brackets.opening, count: depth) + String(repeating: brackets.closing, count: depth)
    let failure = try failure(Data(text.utf8))
    #expect(failure.contains("suite.yaml:1:") && failure.contains("this is not YAML") == (depth > 1000), "\(failure)")
  }

  /// Every prefix and many damaged copies of a real suite are read or refused, never a crash.
  @Test func damagedSuitesAreReadOrRefused() throws {
    let whole = try Data(contentsOf: Repository.root.appending(path: "Benchmarks/Suites/embedded.yaml"))
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "suite.yaml")
      var generator = SeededGenerator(seed: 1, stream: "damaged suites")
      var refused = 0
      for trial in 0..<400 {
        var data = whole
        if trial % 2 == 0 {
          data = data.prefix(Int(generator.next() % UInt64(whole.count)))
        } else {
          for _ in 0..<3 {
            data[Int(generator.next() % UInt64(whole.count))] = UInt8(truncatingIfNeeded: generator.next())
          }
        }
        try data.write(to: file)
        do { _ = try StudySuite(file: file) } catch is SuiteFailure { refused += 1 }
      }
      #expect(refused > 100)
    }
  }

  /// What is found with the data only says which study it is about, too.
  @Test func aStudyWhoseDataAreMissingIsNamed() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "suite.yaml")
      try Data("name: a\nstudies:\n- methods: rde-tal\n- {methods: rde-tal, datasets: RSTPReid}".utf8).write(to: file)
      let suite = try StudySuite(file: file)
      let error = #expect(throws: SuiteFailure.self) {
        try StudyPlan(suite, with: TinyStudy.planner())
      }
      let text = error.map { "\($0)" } ?? ""
      #expect(text.contains("suite.yaml:4:3: study 2: ") && text.contains("RSTPReid"), "\(text)")
    }
  }
}
