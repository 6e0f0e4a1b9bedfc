import DataTestSupport
import Foundation
import TestSupport
import Testing

/// What commands make of names, links and folders that are not as they should be.
@Suite struct FileSystemTests {
  @Test(
    arguments: [
      (["noise", "paper", "--out", "file"], "File exists"),
      (["data", "synth", "--out", "file/data"], "Not a directory"),
      (["run", "none.json"], "No such file or directory"),
      (["pretrain", "--out", "file/weights.safetensors"], "Not a directory"),
    ])
  func theSystemsReasonIsGiven(arguments: [String], reason: String) throws {
    try withTemporaryFolder { folder in
      try Data("precious".utf8).write(to: folder.appending(path: "file"))
      let result = try BenchProcess(arguments, in: folder).finished()
      #expect(
        result.code == 1 && result.errors.contains(reason) && !result.errors.contains("NSCocoa"), "\(result.errors)")
      #expect(try String(contentsOf: folder.appending(path: "file"), encoding: .utf8) == "precious")
    }
  }

  @Test(
    arguments: [
      ["list", "results", "file"], ["tables", "--results", "file"], ["tables", "--results=file"], ["status", "file"],
      ["compare", "a.h5", "b.h5", "--results", "file"], ["sweep", "--methods", "irra-sdm", "--results", "file"],
      ["data", "check", "--data-root", "file"], ["verify", "--goldens", "file"],
    ])
  func aFileInPlaceOfAFolderIsRefused(arguments: [String]) throws {
    try withTemporaryFolder { folder in
      try Data().write(to: folder.appending(path: "file"))
      let result = try BenchProcess(arguments, in: folder).finished()
      #expect(result.code == 64 && result.errors.contains("must be a folder, not the file `file`"), "\(result.errors)")
      #expect(!result.errors.contains("NSCocoa"))
    }
  }

  @Test func namesThatAreNotUTF8AreRefused() throws {
    try withTemporaryFolder { folder in
      func run(_ script: String) throws -> BenchProcess.Result {
        let bench = try BenchProcess([], in: folder)
        let executable = try #require(bench.process.executableURL).path
        bench.process.executableURL = URL(filePath: "/bin/sh")
        bench.process.arguments = ["-c", script.replacing("bench", with: "'\(executable)'")]
        return try bench.finished()
      }
      let argument = try run(#"mkdir "$(printf 'a\377')"; bench list results "$(printf 'a\377')""#)
      #expect(
        argument.code == 1 && argument.errors.contains(#"argument 3 is not UTF-8: `a\xff`"#), "\(argument.errors)")
      let variable = try run(#"NCBENCH_DATA="$(printf '\351t\351')" bench list datasets"#)
      #expect(variable.errors.contains(#"NCBENCH_DATA is not UTF-8: `\xe9t\xe9`"#), "\(variable.errors)")
      let place = try run(#"cd "$(printf 'a\377')" && bench list datasets"#)
      #expect(place.errors.contains("the working directory is not UTF-8"), "\(place.errors)")
      #expect(try run("bench list datasets é").code == 64, "UTF-8 is taken")
    }
  }

  @Test func messagesCannotSteerTheTerminal() throws {
    try withTemporaryFolder { folder in
      for arguments in [["list", "results", "\u{1b}[2Jx"], ["list", "\u{1b}[2Jx"], ["show", "\u{1b}[2Jx"]] {
        let result = try BenchProcess(arguments, in: folder).finished()
        #expect(result.code != 0 && result.errors.contains("\\u{1b}[2Jx"), "\(result.errors)")
        #expect(!(result.errors + result.output).contains("\u{1b}"))
      }
      for arguments in [["noise", "generate", "--count", "20", "--rate", "20", "--out"], ["noise", "verify"]] {
        let result = try BenchProcess(arguments + ["\u{1b}[2Jx.npy"], in: folder).finished()
        #expect(result.code == 0 && result.output.contains("\\u{1b}[2Jx.npy: "), "\(result)")
        #expect(!(result.errors + result.output).contains("\u{1b}"))
      }
    }
  }

  @Test func killedRenderingLeavesNothingForLong() throws {
    try withTemporaryFolder { folder in
      let data = folder.appending(path: "data")
      func names() -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: data.path)) ?? [] }
      for _ in 0..<2 {
        let rendering = try BenchProcess(["data", "synth", "--out", "data"], in: folder)
        let before = Set(names())
        try rendering.process.run()
        try wait(for: "draft") { !Set(names()).subtracting(before).isEmpty }
        kill(rendering.process.processIdentifier, SIGKILL)
        _ = try rendering.result()
        #expect(names().count == 1, "\(names())")
      }
      #expect(try BenchProcess.run("data", "synth", "--size", "tiny", "--out", "data", in: folder).code == 0)
      #expect(names() == ["synth-pedes"])
    }
  }

  @Test func oneVariableMovesEveryCache() throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "elsewhere/data"))
      let sweep = try BenchProcess(["sweep", "--methods", "irra-sdm", "--noise", "50", "--dry-run"], in: folder)
      sweep.process.environment = ProcessInfo.processInfo.environment.merging(["NCBENCH_CACHE": "elsewhere"]) { $1 }
      sweep.process.environment?["NCBENCH_DATA"] = nil
      let result = try sweep.finished()
      #expect(result.code == 0, "\(result.errors)")
      #expect(!result.errors.contains("are cut"), "the stand-in's captions are long by design: \(result.errors)")
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "elsewhere/weights").path)
      #expect(files.count == 1 && !FileManager.default.fileExists(atPath: folder.appending(path: ".cache").path))
    }
  }

  @Test func figuresTakeAnyLabelAndReplaceLinks() throws {
    try withTemporaryFolder { folder in
      try Python.run(
        """
        import numpy, sys
        generator = numpy.random.default_rng(1)
        for name in ["q", "g"]:
            numpy.save(f"{sys.argv[1]}/{name}.npy", generator.normal(size=(20, 4)).astype("float32"))
        numpy.save(f"{sys.argv[1]}/i.npy", numpy.arange(20))
        """, folder.path)
      try FileManager.default.createDirectory(
        at: folder.appending(path: "Results"), withIntermediateDirectories: false)
      let labels = ["'q'", "'", "it's \\n {x} `id` @y %s $HOME #", "漢 🙂"]
      for (index, label) in labels.enumerated() {
        // A line takes two noise rates.
        for noise in ["20", "50"] {
          let result = try BenchProcess.run(
            "eval", "--query-embeddings", "q.npy", "--gallery-embeddings", "g.npy", "--query-identities", "i.npy",
            "--gallery-identities", "i.npy", "--label", label, "--dataset", String(repeating: "x'", count: 2_500),
            "--noise", noise, "--out", "Results/\(index)-\(noise).h5", in: folder)
          #expect(result.code == 0, "\(result.errors)")
        }
      }
      let (figures, precious) = (folder.appending(path: "F"), folder.appending(path: "precious"))
      try FileManager.default.createDirectory(at: figures, withIntermediateDirectories: true)
      try Data("precious".utf8).write(to: precious)
      for name in ["noise.png", "noise.svg", "noise.csv", "noise.gp"] {
        try FileManager.default.createSymbolicLink(at: figures.appending(path: name), withDestinationURL: precious)
      }
      let result = try BenchProcess.run("plot", "--out", "F", in: folder)
      #expect(result.code == 0, "\(result.errors)")
      #expect(try String(contentsOf: precious, encoding: .utf8) == "precious")
      let svg = try String(contentsOf: figures.appending(path: "noise.svg"), encoding: .utf8)
      #expect(svg.contains("<text>'q'</text>") && svg.contains("it's \\n {x} `id` @y %s $HOME #"))
      #expect(svg.contains("x'x…"), "long names are cut")
      #expect(try Data(contentsOf: figures.appending(path: "noise.png")).starts(with: [0x89, 0x50, 0x4e, 0x47]))
      let names = try FileManager.default.contentsOfDirectory(atPath: figures.path)
      #expect(!names.contains { $0.hasPrefix(".") }, "\(names)")
    }
  }

  @Test func theDoctorTellsScripts() throws {
    try withTemporaryFolder { folder in
      let good = try BenchProcess.run("doctor", "--json", in: folder)
      #expect(good.code == 0 && good.output.contains("\"ok\" : true"), "\(good.output)\(good.errors)")
      try Data().write(to: folder.appending(path: "file"))
      let bad = try BenchProcess.run("doctor", "--methods", "rde-tal", "--results", "file/results", in: folder)
      // What a script reads is not wrapped.
      #expect(bad.code == 1 && bad.output.contains("cannot be written: Not a directory"), "\(bad.output)")
      #expect(try BenchProcess.run("doctor", "--no-such-option", in: folder).code == 64)
      let folders = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasSuffix(".out") }
      #expect(!folders.contains("Results") && !folders.contains(".cache"), "nothing is made: \(folders)")
    }
  }
}
