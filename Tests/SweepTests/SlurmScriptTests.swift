import Foundation
import Studies
import TestSupport
import Testing

@testable import Sweep

/// What is handed to Slurm and to a shell, and what they make of it.
@Suite struct SlurmScriptTests {
  static let nasty = [
    "plain", "a b", "it's", "\"q\"", "$(touch x)", "`touch x`", "a\nb", "a\\", "-n", "~", "*", "'; touch x; '", "%a",
    "ü",
    "''", "\t", "!!", "&& touch x #",
  ]

  /// Runs a script with a shell in a folder.
  private func shell(_ program: String, _ script: URL, in folder: URL, _ environment: [String: String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = [script.path]
    process.currentDirectoryURL = folder
    process.environment = environment.merging(["PATH": "/usr/bin:/bin", "HOME": folder.path]) { $1 }
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
  }

  @Test(arguments: nasty, ["/bin/sh", "/bin/bash"]) func theScriptRunsWhatItShouldAndNothingElse(
    name: String, program: String
  ) throws {
    try withTemporaryFolder { folder in
      let results = folder.appending(path: "results \(name)")
      let executable = folder.appending(path: "bench \(name)")
      // A link: a program that is written here could still be open in a process that another test starts.
      try FileManager.default.createSymbolicLink(atPath: executable.path, withDestinationPath: "/bin/echo")
      var settings = ClusterSettings()
      try settings.set(.setup, to: ["echo set \"up\""])
      let submission = SlurmSubmission(runs: ["a"], settings: settings, cpus: 1, executable: executable.path)
      let script = try submission.write(in: results)
      try shell(program, script, in: folder, ["SLURM_ARRAY_TASK_ID": "7"])
      let output = try String(contentsOf: submission.outputFile(7, in: results), encoding: .utf8)
      let place = submission.folder(in: results).path
      #expect(output == "set up\ncluster-task \(place)\n", "\(output)")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "x").path))
      #expect(try SlurmSubmission.read(submission.folder(in: results)) == submission)
      #expect(SlurmSubmission.all(in: results) == [submission])
    }
  }

  @Test func aSignalBeforeBenchListensIsNotItsEnd() throws {
    try withTemporaryFolder { folder in
      try Data("kill -USR1 $$\necho alive".utf8).write(to: folder.appending(path: "cluster-task"))
      let submission = SlurmSubmission(
        runs: ["a"], settings: ClusterSettings(), cpus: 1, executable: "/bin/sh")
      try shell("/bin/bash", submission.write(in: folder), in: folder, ["SLURM_ARRAY_TASK_ID": "0"])
      #expect(try String(contentsOf: submission.outputFile(0, in: folder), encoding: .utf8) == "alive\n")
    }
  }

  @Test func sbatchIsGivenEachSettingAsOneWord() throws {
    var settings = ClusterSettings()
    for (key, words) in [
      (ClusterSettings.Key.partition, ["gpu"]), (.account, ["my lab"]), (.time, ["2"]), (.gpus, ["a100:2"]),
      (.memory, ["16G"]), (.maxRunning, ["3"]), (.slurmOption, ["--comment=a b; c", "--exclusive"]),
    ] {
      try settings.set(key, to: words)
    }
    let submission = SlurmSubmission(runs: ["a"], settings: settings, cpus: 4, executable: "/bench")
    let arguments = SlurmScript(submission, in: URL(filePath: "/r")).arguments(
      tasks: [7, 0, 1, 2, 9, 8], script: URL(filePath: "/r/a b"))
    #expect(
      arguments == [
        "--parsable", "--job-name=\(submission.id)", "--array=0-2,7-9%3", "--nodes=1", "--ntasks=1",
        "--cpus-per-task=4", "--output=/dev/null", "--requeue", "--signal=B:USR1@30", "--partition=gpu",
        "--account=my lab", "--time=2", "--gres=gpu:a100:2", "--mem=16G", "--comment=a b; c", "--exclusive", "/r/a b",
      ])
  }

  @Test func theQueueIsReadTaskByTask() {
    let queue = SlurmQueue(
      """
      bench-a|12|0|COMPLETED|None|node1
      bench-a|12|1|RUNNING|None|node2
      other|13|0|RUNNING|None|node2
      bench-a|14|1|FAILED|NonZeroExitCode|node2
      bench-a|12|2|PENDING|Resources, or so|
      bench-a|12|[3-9]|PENDING|None|
      bench-a|15|N/A|RUNNING|None|node1
      bench-a|9|4|NODE_FAIL|None|node1
      bench-a|15|4|TIMEOUT|TimeLimit|node1
      what | is this
      """)
    #expect(queue["bench-a", 0]?.isActive == false)
    #expect(queue["bench-a", 1]?.number == "12_1", "what is under way counts")
    #expect(queue["bench-a", 2]?.reason == "Resources, or so" && queue["bench-a", 2]?.isActive == true)
    #expect(queue["bench-a", 3] == nil && queue["bench-b", 0] == nil)
    #expect(queue["bench-a", 4]?.state == "TIMEOUT", "what came last")
    #expect(queue.entry(number: "13_0")?.isRunning == true)
  }

  @Test func eventsAreReadAsTheyCome() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "a.events.jsonl")
      func batch(_ number: Int) -> RunEvent { .batch(epoch: 1, done: number, of: 9) }
      func append(_ text: String) throws {
        let before = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        try Data((before + text).utf8).write(to: file)
      }
      var tail = EventTail(file)
      #expect(tail.next().isEmpty)
      let lines = try (1...4).map { try batch($0).line() + "\n" }
      try append(lines[0] + lines[1])
      #expect(tail.next() == [batch(2)], "where it had come to")
      try append("no event\n" + lines[2] + lines[3].prefix(9))
      #expect(tail.next() == [batch(3)])
      try append(String(lines[3].dropFirst(9)))
      #expect(tail.next() == [batch(4)] && tail.next().isEmpty)
      try Data(lines[0].utf8).write(to: file)
      #expect(tail.next() == [batch(1)], "a log that began anew")
    }
  }
}
