import DataTestSupport
import Foundation
import TestSupport
import Testing

/// The main job as a new user does it, with the mistakes a new user makes.
@Suite(.serialized) struct SweepCommandTests {
  /// A folder to work in that has a dataset in `data`.
  private func withTinyData(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      try body(folder)
    }
  }

  private func sweep(_ folder: URL, epochs: Int = 1, _ more: String...) throws -> BenchProcess {
    let words = ["sweep", "--data-root", "data", "--results", "out", "--batch-size", "16", "--jobs", "2"]
    return try BenchProcess(words + ["--epochs", "\(epochs)"] + more, in: folder)
  }

  private func run(_ bench: BenchProcess) throws -> BenchProcess.Result {
    try bench.process.run()
    return try bench.result()
  }

  @Test func trainsStoresTabulatesAndDoesNothingTwice() throws {
    try withTinyData { folder in
      let first = try run(sweep(folder, "--methods", "irra-sdm,rde-tal", "--noise", "0,50%"))
      #expect(first.code == 0, "\(first.errors)")
      #expect(first.errors.contains("4 runs done, 0 finished before, 0 failed"))
      let second = try run(sweep(folder, "--methods", "irra-sdm,rde-tal", "--noise", "0,0.5"))
      #expect(second.errors.contains("0 runs done, 4 finished before, 0 failed"), "\(second.errors)")
      let table = try BenchProcess.run("tables", "--results", "out", in: folder)
      #expect(table.code == 0)
      #expect(table.errors == "", "nothing but the table is printed")
      for word in ["IRRA", "RDE", "Best", "Last", "50", "synth-pedes"] { #expect(table.output.contains(word)) }
      let csv = try BenchProcess.run("tables", "--results", "out", "--format", "csv", in: folder)
      #expect(csv.output.split(separator: "\n").count >= 9)
    }
  }

  @Test func variesFieldsAndShowsSampleSelections() throws {
    try withTinyData { folder in
      let result = try run(
        // A line takes two epochs.
        sweep(
          folder, epochs: 2, "--methods", "rde-tal,irra-sdm", "--noise", "50", "--set", "rde.margin=0.2", "--vary",
          "rde.tau=0.015,0.05"))
      #expect(result.code == 0 && result.errors.contains("3 runs done"), "\(result.errors)")
      let table = try BenchProcess.run("tables", "--results", "out", in: folder)
      for word in ["RDE (temperature 0.015)", "RDE (temperature 0.05)", "IRRA"] { #expect(table.output.contains(word)) }
      let selections = try BenchProcess.run(
        "tables", "--results", "out", "--kind", "sample-selection", "--epochs", "all", "--format", "csv", in: folder)
      #expect(selections.code == 0, "\(selections.errors)")
      for word in ["consensus", "global", "tse", "AUC"] { #expect(selections.output.contains(word)) }
      #expect(!selections.output.contains("IRRA"))
      let plot = try BenchProcess.run("plot", "--results", "out", "--out", "figures", in: folder)
      #expect(plot.code == 0, "\(plot.errors)")
      let figure = folder.appending(path: "figures/sample-selection-synth-pedes-stand-in.png")
      #expect(try Data(contentsOf: figure).count > 1000)
    }
  }

  private func write(_ suite: String, in folder: URL) throws {
    try Data(suite.utf8).write(to: folder.appending(path: "suite.yaml"))
  }

  @Test func aSuiteIsPlannedRunAndNotRunAgain() throws {
    try withTinyData { folder in
      try write(
        """
        name: two
        defaults: {epochs: 1, batch-size: 16, noise: [0, 50], seeds: [1, 2]}
        studies:
          - {name: all, methods: [irra-sdm, rde-tal]}
          - {name: sample selection, methods: rde-tal, vary: {divides: [true, false]}}
        """, in: folder)
      func bench(_ more: String...) throws -> BenchProcess.Result {
        try run(
          BenchProcess(
            ["sweep", "--suite", "suite.yaml", "--data-root", "data", "--results", "out"] + more, in: folder))
      }
      let plan = try bench("--dry-run")
      #expect(plan.code == 0, "\(plan.errors)")
      #expect(plan.output.contains("study 1, all: 8 runs\n"))
      #expect(plan.output.contains("study 2, sample selection: 4 runs and 4 of earlier studies\n"))
      #expect(plan.output.contains("  synth-pedes · rde-tal (divides=false) · 50% · seed 2\n"))
      #expect(plan.output.hasSuffix("12 runs, 0 finished in out, 12 to run\n"))
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(!names.contains("out"), "nothing is run or written")

      let first = try bench("--methods", "irra-sdm", "--seeds", "1", "--jobs", "2")
      #expect(first.code == 0 && first.errors.contains("2 runs done, 0 finished before"), "\(first.errors)")
      let rest = try bench("--dry-run", "--noise", "0", "--seeds", "1")
      #expect(rest.output.contains("  synth-pedes · irra-sdm · 0% · seed 1  (finished)\n"), "\(rest.output)")
      #expect(rest.output.hasSuffix("3 runs, 1 finished in out, 2 to run\n"))
      let options = try run(sweep(folder, "--methods", "irra-sdm", "--noise", "0", "--dry-run"))
      #expect(
        options.output == "  synth-pedes · irra-sdm · 0% · seed 1  (finished)\n1 run, 1 finished in out, 0 to run\n")
      let half = try run(
        sweep(folder, "--methods", "irra-sdm", "--noise", "0", "--dry-run", "--precision", "bf16"))
      #expect(half.output == "  synth-pedes · irra-sdm · 0% · seed 1 · bf16\n1 run, 0 finished in out, 1 to run\n")
    }
  }

  @Test(
    arguments: [
      (["--set", "rde.margin=0.2"], "--set cannot be used with --suite"),
      (["--injector", "shuffle"], "--injector cannot"),
      (["--vary", "rde.margin=0.2,0.4"], "--vary cannot"), (["--noise-seed", "1"], "--noise-seed cannot"),
      (["--noise-index", "x"], "--noise-index cannot"),
      (["--text-augmentation", "paper"], "--text-augmentation cannot"),
      (["--learning-rate", "1"], "--learning-rate cannot"),
      (["--image-augmentation", "flip"], "--image-augmentation can"),
      (["--command", "true"], "--command cannot"), (["--datasets", "CUHK-PEDES"], "has the dataset `CUHK-PEDES`"),
      (["--weights", "missing.pt"], "missing.pt"),
      (["--image-size", "64x32"], "--image-size belongs to weights from a"),
      (["--methods", "decl"], "no study of this suite has the method"),
      (["--epochs", "0"], "--epochs is 0 but must be 1 or more"),
    ])
  func mistakesWithASuiteGetOneClearLine(arguments: [String], message: String) throws {
    try withTemporaryFolder { folder in
      try write("name: a\nstudies: [{methods: rde-tal}]", in: folder)
      let result = try run(BenchProcess(["sweep", "--suite", "suite.yaml"] + arguments, in: folder))
      #expect(result.code != 0 && result.errors.contains(message), "\(result.errors)")
      let neither = try run(BenchProcess(["sweep"], in: folder))
      #expect(neither.code != 0 && neither.errors.contains("--methods") && neither.errors.contains("--suite"))
    }
  }

  @Test func listsDescribeMethodsAndLosses() throws {
    try withTemporaryFolder { folder in
      let methods = try BenchProcess.run("list", "methods", in: folder)
      for id in ["irra-bsdm", "clip-c", "decl", "rde-trls"] { #expect(methods.output.contains(id)) }
      let one = try BenchProcess.run("list", "methods", "rde-tal", in: folder)
      #expect(one.output.contains("temperature, tau = 0.015   (above 0)") && one.output.contains("RDE equation 5"))
      let losses = try BenchProcess.run("list", "losses", in: folder)
      for id in ["sdm", "tal", "trl", "trls", "infonce", "bsdm", "cmpm", "id", "mlm", "edl", "rdh", "waf"] {
        #expect(losses.output.contains("\n\(id)  ") || losses.output.hasPrefix("\(id)  "), "\(id)")
      }
      for arguments in [["methods"], ["methods", "decl"], ["losses"]] {
        let json = try run(BenchProcess(["list"] + arguments + ["--json"], in: folder))
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(json.output.utf8)) }
      }
      let unknown = try BenchProcess.run("list", "methods", "rde-tall", in: folder)
      #expect(unknown.code != 0 && unknown.errors.contains("did you mean rde-tal"))
    }
  }

  @Test(
    arguments: [
      (["--methods", "rde-tal", "--set", "rde.margn=0.2"], "has no field `margn`; did you mean margin?"),
      (["--methods", "rde-tal", "--set", "margin"], "--set"),
      (["--methods", "rde-tal", "--set", "loss=tall"], "did you mean tal"),
      (["--methods", "rde-tal", "--vary", "irra.margin=1"], "not among the methods"),
      (["--methods", "rde-tall"], "there is no method `rde-tall`; did you mean rde-tal"),
      (["--methods", "rde-tal", "--noise", "120"], "from 0 to 100"),
      (["--methods", "rde-tal", "--noise", "twenty"], "not `twenty`"),
      (["--methods", "rde-tal", "--datasets", "CUHK-PEDES"], "CUHK-PEDES"),
      (["--methods", "rde-tal", "--datasets", "cuhk"], "did you mean CUHK-PEDES"),
      (["--methods", "rde-tal", "--device", "tpu"], "'auto', 'cpu', 'cuda' or 'cuda:N'"),
      (["--methods", "rde-tal", "--device", "cuda:0", "--devices", "cuda:1"], "both name a GPU"),
      (["--methods", "rde-tal", "--results", "/proc/nowhere"], "cannot be written"),
      (["--methods", "rde-tal", "--image-augmentation", "flop"], "did you mean flip"),
      (["--methods", "rde-tal", "--epochs", "0"], "--epochs is 0 but must be 1 or more"),
      (["--methods", "rde-tal", "--epochs", "ten"], "must be a whole number, not `ten`"),
      (["--methods", "rde-tal", "--image-size", "64x32"], "--image-size belongs to weights from a file"),
      (["--methods", "rde-tal,rde-tal"], "`rde-tal` is listed twice among the methods"),
      (["--methods", "rde-tal", "--methods", "rde-tal"], "`rde-tal` is listed twice among the methods"),
      (["--methods", "rde-tal", "--noise", "1"], "must be `1%` (percent) or `1.0` (a share of all pairs), not `1`"),
      (["--methods", "rde-tal", "--epochs", "2", "--epochs=3"], "--epochs is given twice, but it takes one value"),
      (["--methods", "rde-tal", "--tf32", "--no-tf32"], "--tf32 and --no-tf32 are given, but they are opposites"),
      (["--methods", "rde-tal", "--noise", "20,0.2"], "`20` and `0.2` are the same noise rate"),
      (["--methods", "rde-tal", "--noise", "20,20"], "`20` is listed twice among the noise rates"),
      (["--methods", "rde-tal", "--datasets", "RSTPReid"], "which weights training on RSTPReid starts from"),
    ])
  func mistakesGetOneClearLine(arguments: [String], message: String) throws {
    try withTinyData { folder in
      let results = arguments.contains("--results") ? [] : ["--results", "out"]
      let bench = try BenchProcess(["sweep", "--data-root", "data"] + results + arguments, in: folder)
      let result = try run(bench)
      #expect(result.code != 0)
      #expect(result.errors.contains(message), "\(result.errors)")
      #expect(!result.errors.contains("Fatal error"))
    }
  }

  /// As where the argument parser refuses a word.
  @Test(
    arguments: [
      ["--epochs", "2", "--epochs", "3"], ["--noise", "20,20"], ["--noise", "20,0.2"], ["--tf32", "--no-tf32"],
      ["--epochs", "0"], ["--epochs", "ten"], ["--image-size", "64x32"], ["--datasets", "RSTPReid"],
    ])
  func optionsThatCannotBeMeantEndWith64(arguments: [String]) throws {
    try withTinyData { folder in
      let bench = try BenchProcess(
        ["sweep", "--data-root", "data", "--results", "out", "--methods", "rde-tal"] + arguments, in: folder)
      #expect(try run(bench).code == 64)
    }
  }

  /// A list that is given again adds to it; nothing is dropped without a word.
  @Test func repeatedListsAdd() throws {
    try withTinyData { folder in
      let result = try run(
        sweep(
          folder, "--methods", "irra-sdm", "--methods", "clip-c,rde-tal", "--noise", "20", "--noise", "50", "--seeds",
          "1", "--seeds", "2", "--dry-run"))
      #expect(result.code == 0 && result.output.contains("12 runs, 0 finished"), "\(result.errors)")
    }
  }

  @Test(
    arguments: [
      (["tables", "--results", "nowhere", "--kind", "division"], "division is now called --kind sample-selection"),
      (["tables", "--results", "nowhere"], "nowhere"), (["list", "methods", "irra-sdn"], "irra-sdm"),
      (["run", "nothing.json"], "No such file"),
      (["cell", "nothing.json"], "`bench cell` is now called `bench run`"),
      (["noise", "verify", "nothing.npy"], "nothing.npy"),
      (["noise", "generate", "--dataset", "RSTPRied", "--rate", "20", "--out", "x.npy"], "RSTPReid"),
      (["tables", "--results", "a", "--results", "b"], "--results is given twice"),
      (["noise", "generate", "--count", "9", "--rate", "1", "--out", "x.npy"], "`1%` (percent) or `1.0`"),
      (["eval", "--embeddings", "x.h5", "--noise", "01"], "`1%` (percent) or `1.0`"),
      (["eval", "--embeddings", "x.h5", "--weights", "a=1", "--weights", "a=2"], "--weights names a head twice"),
      (["tables", "--results", "a", "--by", "query"], "--by says what intervals draw: add --intervals"),
      (["eval", "--embeddings", "x.h5", "--json", "--format", "csv"], "--json and --format csv are given"),
      (["compare", "a.h5", "b.h5", "--json", "--format=text"], "--json and --format text are given"),
      (["data", "check", "--dataset", "ICFG-PEDES", "--data-root", "nowhere"], "nowhere"),
    ])
  func otherCommandsSayWhatIsWrong(arguments: [String], message: String) throws {
    try withTemporaryFolder { folder in
      let bench = try BenchProcess(arguments, in: folder)
      let result = try run(bench)
      #expect(result.code != 0)
      #expect((result.errors + result.output).contains(message), "\(result.errors)")
    }
  }

  @Test func aCorruptImageCostsItsRunsAndNamesItself() throws {
    try withTinyData { folder in
      let images = folder.appending(path: "data/synth-pedes/imgs")
      let names = try FileManager.default.subpathsOfDirectory(atPath: images.path).filter { $0.hasSuffix(".png") }
      let victim = try #require(names.sorted().first)
      try Data("no image".utf8).write(to: images.appending(path: victim))
      let result = try run(sweep(folder, "--methods", "irra-sdm", "--noise", "0"))
      #expect(result.code == 1)
      #expect(result.errors.contains(victim), "\(result.errors)")
      let table = try BenchProcess.run("tables", "--results", "out", in: folder)
      #expect(table.output.contains("failed"))
    }
  }

  @Test(.timeLimit(.minutes(10))) func ctrlCKeepsWhatIsFinishedAndSaysSo() throws {
    try withTinyData { folder in
      _ = try run(sweep(folder, "--methods", "irra-sdm", "--noise", "0"))
      let bench = try BenchProcess(
        [
          "sweep", "--data-root", "data", "--results", "out", "--epochs", "1", "--batch-size", "16", "--jobs", "1",
          "--methods", "irra-sdm", "--noise", "0,20,50", "--seeds", "1,2,3,4,5,6",
        ], in: folder)
      try bench.process.run()
      // One run was there before; 17 are left when the next one is.
      let out = folder.appending(path: "out").path
      try wait(for: "second result") {
        try FileManager.default.contentsOfDirectory(atPath: out).count { $0.hasSuffix(".h5") } > 1
      }
      bench.process.interrupt()
      let result = try bench.result()
      #expect(result.code == 130, "\(result.errors)")
      #expect(result.errors.contains("interrupted"))
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "out").path)
      #expect(files.contains { $0.hasSuffix(".h5") })
      #expect(!files.contains { $0.hasPrefix(".") })
    }
  }

  @Test func helpIsSomethingToLiveOn() throws {
    try withTemporaryFolder { folder in
      let help = try BenchProcess.run("--help", in: folder)
      #expect(help.code == 0)
      for command in ["sweep", "tables", "list", "data"] { #expect(help.output.contains(command)) }
      #expect(try BenchProcess.run("help", "sweep", in: folder).output.contains("Examples:"))
      let field = try BenchProcess.run("list", "methods", "rde-tal", in: folder)
      #expect(field.output.contains("temperature") && field.output.contains("0.015"))
      #expect(try BenchProcess.run("list", "noise", in: folder).output.contains("shuffle"))
    }
  }
}
