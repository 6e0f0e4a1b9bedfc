import DataTestSupport
import Foundation
import TestSupport
import Testing

/// One convention for everything that `--json` prints: keys in snake case, whichever command it is.
@Suite struct JSONOutputTests {
  /// Members whose keys are names that somebody chose: of losses, phases, a method's fields, a weights file's notes, or
  /// of a table's headings.
  private static let mapsByName: Set<String> = [
    "losses", "seconds_by_phase", "configuration", "metadata", "headers",
    "clean_probabilities", "taken_as_clean", "counts",
  ]

  /// Whatever has `--json`, with arguments that work after one run of a sweep.
  private static func commands(run: String, weights: String) -> [[String]] {
    [
      ["list", "methods"], ["list", "methods", "RDE"], ["list", "losses"], ["list", "parts"], ["list", "datasets"],
      ["list", "noise"],
      ["list", "results", "out"], ["show", run], ["check", "out"], ["pairs", run], ["status", "out"], ["doctor"],
      ["data", "check", "--data-root", "data"], ["data", "stats", "--data-root", "data"],
      ["noise", "show", "--data-root", "data", "--noise", "50"], ["noise", "verify", "index.npy", "none.npy"],
      ["tables", "--results", "out"],
      ["sweep", "--dry-run", "--methods", "RDE,irra-sdm", "--noise", "50", "--epochs", "1", "--batch-size", "16"]
        + ["--data-root", "data", "--results", "out"],
      ["eval", "--embeddings", run, "--intervals", "--resamples", "20", "--top", "2"],
      ["compare", run, "other.h5", "--resamples", "20"],
      ["checkpoint", "inspect", weights],
      ["search", "a red coat", "--weights", "embedded", "--gallery", "data/synth-pedes/imgs", "--no-cache"],
      ["verify", "--goldens", "nothing"],
    ]
  }

  @Test func everyKeyIsSnakeCase() throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      try FileManager.default.createDirectory(
        at: folder.appending(path: "nothing"), withIntermediateDirectories: true)
      let sweep = try BenchProcess.run(
        "sweep", "--data-root", "data", "--results", "out", "--epochs", "1", "--batch-size", "16", "--methods",
        "rde-tal",
        "--noise", "50", "--save-weights", "last", in: folder)
      try #require(sweep.code == 0, "\(sweep.errors)")
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "out").path)
      let run = "out/" + (try #require(files.first { $0.hasSuffix(".h5") }))
      let weights = "out/" + (try #require(files.first { $0.hasSuffix(".last.safetensors") }))
      // A run is not compared with itself.
      let other = try BenchProcess.run("eval", "--embeddings", run, "--out", "other.h5", in: folder)
      try #require(other.code == 0, "\(other.errors)")
      let index = try BenchProcess.run(
        "noise", "generate", "--count", "9", "--noise", "50", "--out", "index.npy", in: folder)
      try #require(index.code == 0, "\(index.errors)")
      let commands = Self.commands(run: run, weights: weights)
      for arguments in commands { try check(arguments + ["--json"], in: folder) }
      try check(["tables", "--results", "out", "--format", "json"], in: folder)
      try checkPlan(in: folder)
      let tested = commands.map { $0.joined(separator: " ") }
      for command in try commandsWithJSON(in: folder) {
        #expect(
          tested.contains { $0 == command || $0.hasPrefix("\(command) ") }, "bench \(command) --json is not tested")
      }
      try checkGalleries(in: folder)
    }
  }

  /// One of the two runs is done.
  private func checkPlan(in folder: URL) throws {
    let plan = try BenchProcess.run(
      "sweep", "--dry-run", "--json", "--methods", "RDE,irra-sdm", "--noise", "50", "--epochs", "1", "--batch-size",
      "16", "--data-root", "data", "--results", "out", in: folder)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(plan.output.utf8)) as? [String: Any], "\(plan.errors)")
    let runs = try #require(document["runs"] as? [[String: Any]])
    #expect(runs.map { $0["method"] as? String } == ["rde-tal", "irra-sdm"])
    #expect(runs.map { $0["standing"] as? String } == ["finished", "not finished"])
    #expect(runs.allSatisfy { $0["noise"] as? Double == 0.5 && ($0["signature"] as? String)?.count == 64 })
    #expect(document["waiting_count"] as? Int == 1 && document["finished_count"] as? Int == 1)
  }

  private func check(_ arguments: [String], in folder: URL) throws {
    let bench = try BenchProcess(arguments, in: folder)
    let result = try bench.finished()
    let value = try #require(
      try? JSONSerialization.jsonObject(with: Data(result.output.utf8)), "\(arguments): \(result.errors)")
    let keys = Self.keys(of: value)
    #expect(!keys.isEmpty, "\(arguments)")
    for key in keys { #expect(key.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil, "\(arguments): \(key)") }
  }

  /// All keys that the program chose.
  private static func keys(of value: Any) -> Set<String> {
    if let list = value as? [Any] { return Set(list.flatMap(keys)) }
    guard let members = value as? [String: Any] else { return [] }
    return Set(members.keys).union(
      members.flatMap { key, value in
        guard mapsByName.contains(key), let named = value as? [String: Any] else { return keys(of: value) }
        return Set(named.values.flatMap(keys))
      })
  }

  /// The commands that have a flag `--json`, such as `list methods`, as the program's own description says.
  private func commandsWithJSON(in folder: URL) throws -> [String] {
    let help = try BenchProcess.run("--experimental-dump-help", in: folder)
    let description = try #require(
      try JSONSerialization.jsonObject(with: Data(help.output.utf8)) as? [String: Any], "\(help.errors)")
    func walk(_ command: [String: Any], _ path: [String]) -> [String] {
      let flags = (command["arguments"] as? [[String: Any]] ?? []).compactMap { $0["valueName"] as? String }
      return (flags.contains("json") ? [path.joined(separator: " ")] : [])
        + (command["subcommands"] as? [[String: Any]] ?? []).flatMap {
          walk($0, path + [$0["commandName"] as? String ?? ""])
        }
    }
    let found = walk(try #require(description["command"] as? [String: Any]), [])
    // Whatever prints data has it.
    let printing = [
      "compare", "checkpoint inspect", "data check", "data stats", "doctor", "eval", "list datasets", "list losses",
      "list methods", "list noise", "list parts", "list results", "noise show", "noise verify", "show", "status",
      "sweep", "tables",
      "verify",
    ]
    #expect(Set(found).isSuperset(of: printing), "\(Set(printing).subtracting(found))")
    return found
  }

  /// With the data at hand a report has pictures of rankings and of pairs that were called noisy.
  private func checkGalleries(in folder: URL) throws {
    let report = try BenchProcess.run(
      "report", "--results", "out", "--out", "page", "--data-root", "data", "--queries", "2", in: folder)
    #expect(report.code == 0, "\(report.errors)")
    let pictures = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "page/galleries").path)
    #expect(
      pictures.count { $0.contains("-query-") } == 2 && pictures.contains { $0.contains("-pair-") }, "\(pictures)")
    let html = try String(contentsOf: folder.appending(path: "page/index.html"), encoding: .utf8)
    for picture in pictures { #expect(html.contains("galleries/\(picture)"), "\(picture)") }
    #expect(!html.contains("No pictures: "))
  }
}
