import Foundation
import Studies
import TestSupport
import Testing

/// What a cluster is asked for, as options and as a suite say it.
@Suite struct ClusterSettingsTests {
  private func settings(_ key: ClusterSettings.Key, _ words: String...) throws -> ClusterSettings {
    var settings = ClusterSettings()
    try settings.set(key, to: words)
    return settings
  }

  @Test(
    arguments: [
      ("90", 5400), ("1:30", 90), ("12:00:00", 43200), ("2-0", 172_800), ("1-12:30", 131_400), ("0-00:00:20", 20),
      ("unlimited", nil),
    ] as [(String, Double?)])
  func timesAreSlurms(text: String, seconds: Double?) throws {
    #expect(try settings(.time, text).timeLimit == seconds)
  }

  @Test(
    arguments: [
      (.time, ["", "soon", "1h", "1:2:3:4", "-5", "1-", "1-2-3", "0", "1.5", "12:", " 5", "99999999999"]),
      (.gpus, ["0", "a100", "a100:", ":1", "1;2", "-1"]), (.memory, ["16 GB", "0", "-1G", "lots"]),
      (.cpus, ["0", "two", "1.5"]), (.maxRunning, ["0", "%3"]), (.partition, ["", " ", "a\nb"]),
      (.setup, ["", "a\0b"]),
      (
        .slurmOption,
        [
          "qos=x", "-", "--", "-a1", "--array=1", "-Jx", "--job-name=x", "--output=f", "--wrap=x", "--wait", "-W",
          "--no-requeue", "--arra=0-1", "--ar=0-1", "--export-fil=f", "-Ha0-1", "-t5", "--time=5", "--mem=1G",
          "--signal=9",
          "--requeue", "-Mother",
        ]
      ),
    ] as [(ClusterSettings.Key, [String])])
  func nonsenseIsRefused(key: ClusterSettings.Key, values: [String]) {
    for value in values {
      let error = #expect(throws: ClusterFailure.self, "\(value)") { try settings(key, value) }
      #expect(error?.problem.hasPrefix("--\(key.rawValue) must be ") == true)
    }
  }

  @Test(arguments: [
    "--qos=long", "--export=NONE", "--nodelist=a", "--wait-all-nodes=1", "--mem-per-cpu=1G", "--gpus-per-node=1",
    "--time-min=5", "-Cfast", "-xnode1", "-H",
  ])
  func otherOptionsOfSbatchAreTaken(option: String) throws {
    #expect(try settings(.slurmOption, option)[.slurmOption] == [option])
  }

  @Test func theCommandLineStandsInPlaceOfTheSuite() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "suite.yaml")
      let text = """
        name: a
        cluster:
          partition: gpu
          time: 12:00:00
          gpus: 1
          setup: [module load cuda, "source 'my env'/activate"]
          slurm-option: --qos=long
        studies: [{methods: rde-tal}]
        """
      try Data(text.utf8).write(to: file)
      let suite = try StudySuite(file: file).cluster
      #expect(suite[.setup] == ["module load cuda", "source 'my env'/activate"] && suite.timeLimit == 43200)
      let both = suite.overridden(by: try settings(.partition, "cpu"))
      #expect(both[.partition] == ["cpu"] && both[.slurmOption] == ["--qos=long"] && both[.memory] == [])
      for (line, message) in [
        ("time: soon", "suite.yaml:3:9: `time` must be a time limit"),
        ("tme: 1", "cluster has no key `tme`; did you mean time"), ("gpus: [1, 2]", "`gpus` must be a number of GPUs"),
        ("slurm-option: [--array=1]", "`slurm-option` must be one option of sbatch"),
      ] {
        try Data("name: a\ncluster:\n  \(line)\nstudies: [{methods: rde-tal}]".utf8).write(to: file)
        let error = #expect(throws: SuiteFailure.self) { try StudySuite(file: file) }
        #expect(error.map { "\($0)" }?.contains(message) == true, "\(error.map { "\($0)" } ?? "")")
      }
    }
  }
}
