import BenchCore
import DataTestSupport
import Datasets
import Foundation
import Metrics
import Noise
import Studies
import StudyTestSupport
import TestSupport
import Testing

@testable import Sweep
@testable import Torch

/// What `bench doctor` says of machines, real and made up.
@Suite struct CheckupTests {
  /// What programs answer, by their names.
  typealias Programs = [String: ProgramProbe.Result]

  /// A machine on which only these programs are, told apart by their first argument where it is named.
  private func machine(_ programs: Programs = [:]) -> DoctorMachine {
    DoctorMachine(
      environment: ["LANG": "C.UTF-8"], cores: 4, now: Date(),
      contents: { ["/proc/cpuinfo": "model name : Abacus\n", "/proc/meminfo": "MemAvailable: 64000000 kB\n"][$0] },
      room: { _ in .init(bytes: 1 << 40, files: 1 << 20) }, torch: ("2.13.0", "/lib/libtorch_cpu.so", nil),
      openBLAS: { nil },
      ask: { command, _ in
        programs[command.prefix(2).joined(separator: " ")] ?? programs[command[0]]
          ?? (command == ["cuda"] ? Self.cuda(devices: 0) : .missing)
      }, cudaProbe: ["cuda"])
  }

  /// The answer of a program that asks libtorch.
  private static func cuda(devices: Int, cause: String? = nil) -> ProgramProbe.Result {
    var support = CUDASupport(deviceCount: devices, torch: "2.13.0")
    (support.isInstalled, support.cause) = (cause != nil, cause)
    return .output(String(decoding: (try? JSONEncoder().encode(support)) ?? Data(), as: UTF8.self))
  }

  private func subject(_ folder: URL) -> DoctorSubject {
    DoctorSubject(
      device: "cpu", jobs: nil, usesSlurm: false, dataRoot: folder.appending(path: "data"),
      results: folder.appending(path: "out/results"), cache: folder.appending(path: "images"))
  }

  @Test func aBareMachineIsGoodEnough() async throws {
    try await withFolder { folder in
      let report = await Checkup(machine(), subject(folder)).report()
      let warnings = report.rows.filter { $0.status == .warning }
      #expect(report.ok && warnings.map(\.check) == ["gnuplot"], "\(report.text)")
      #expect(warnings.first?.remedy?.contains("apt-get install gnuplot-nox") == true)
      #expect(report.text.split(separator: "\n").allSatisfy { $0.count <= 80 })
      #expect(report.text.hasSuffix("nothing failed, 1 warning, \(report.rows.count - 1) ok"))
      let json = try JSONSerialization.jsonObject(with: Data(try report.reportJSON().utf8)) as? [String: Any]
      #expect(json?["ok"] as? Bool == true && (json?["rows"] as? [[String: Any]])?.count == report.rows.count)
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "out").path), "nothing is made")
    }
  }

  @Test func programsAreAsked() async throws {
    let programs: Programs = [
      "gnuplot": .output("gnuplot 5.4 patchlevel 4"), "sbatch": .output("slurm 22.05.8"),
      "scontrol": .output("Slurmctld(primary) at head is UP"), "sinfo": .output("gpu up 2 1-00:00:00"),
      "nvidia-smi": .output("Abacus 100, 80000 MiB, 999.1"), "cuda": Self.cuda(devices: 1),
    ]
    try await withFolder { folder in
      let checkup = Checkup(machine(programs), subject(folder))
      #expect(checkup.gnuplot() == DoctorRow("gnuplot", "gnuplot 5.4 patchlevel 4"))
      let slurm = checkup.slurm()
      #expect(slurm.found == "slurm 22.05.8; partitions: gpu (up, 2 nodes, limit 1-00:00:00)")
      let device = checkup.device()
      #expect(device.found.hasPrefix("1 GPU: Abacus 100, 80000 MiB, 999.1; libtorch can use 1: libtorch 2.13.0"))
    }
  }

  @Test(
    arguments: [
      (["gnuplot": .output("gnuplot 4.6 patchlevel 6")], "older than 5"),
      (["gnuplot": .output("gnuplot 5.4"), "gnuplot -e": .failure("unknown")], "cannot draw PNG"),
      (["gnuplot": .failure("broken")], "broken"), (["gnuplot": .timedOut], "no answer"),
    ] as [(Programs, String)])
  func oldAndBrokenGnuplotsAreWarnings(programs: Programs, text: String) async throws {
    try await withFolder { folder in
      let checkup = Checkup(machine(programs), subject(folder))
      let row = checkup.gnuplot()
      #expect(row.status == .warning && row.found.contains(text), "\(row)")
    }
  }

  @Test(
    arguments: [
      ([:], "not on the path"), (["sbatch": .failure("no")], "sbatch is here, but says"),
      (["sbatch": .output("slurm 22"), "scontrol": .output("is DOWN")], "controller does not answer"),
      (["sbatch": .output("slurm 22"), "scontrol": .output("is UP"), "sinfo": .output("")], "no partition"),
    ] as [(Programs, String)])
  func aClusterThatIsNeededMustAnswer(programs: Programs, text: String) async throws {
    try await withFolder { folder in
      var wanted = subject(folder)
      wanted.usesSlurm = true
      let needed = Checkup(machine(programs), wanted)
      let row = needed.slurm()
      #expect(row.status == .failed && row.found.contains(text), "\(row)")
      let unneeded = Checkup(machine(programs), subject(folder))
      #expect(unneeded.slurm().status != .failed)
    }
  }

  @Test(
    arguments: [
      ([:], "no NVIDIA driver"), (["nvidia-smi": .failure("no devices")], "nvidia-smi failed: no devices"),
      (["nvidia-smi": .output("Abacus")], "built without CUDA"),
      (
        ["nvidia-smi": .output("Abacus"), "cuda": cuda(devices: 0, cause: "libcublas.so.13: cannot open")],
        "cannot be loaded: libcublas.so.13: cannot open"
      ),
      (["nvidia-smi": .output("Abacus"), "cuda": .output("yes")], "cannot be read"),
      (["nvidia-smi": .output("Abacus"), "cuda": .failure("signal 11")], "ends its process"),
    ] as [(Programs, String)])
  func aDeviceThatIsNeededMustWork(programs: Programs, text: String) async throws {
    try await withFolder { folder in
      var wanted = subject(folder)
      wanted.device = "cuda:0"
      let needed = Checkup(machine(programs), wanted)
      let row = needed.device()
      #expect(row.status == .failed && row.found.contains(text) && row.remedy != nil, "\(row)")
      let unneeded = Checkup(machine(programs), subject(folder))
      #expect(unneeded.device().status != .failed)
    }
  }

  /// `--device auto` computes on the CPU then.
  @Test(
    arguments: [
      (.failure("signal 11"), .ended("signal 11")), (.output("yes"), .unreadable("yes")), (.timedOut, .silent),
      (.missing, .silent),
    ] as [(ProgramProbe.Result, CUDAProbeFailure)])
  func aDriverThatCrashesOrHangsIsAFailureOfTheProbe(answer: ProgramProbe.Result, failure: CUDAProbeFailure) throws {
    #expect(throws: failure) { try machine(["cuda": answer]).cudaSupport() }
    #expect(CUDAProbeFailure.ended("signal 11\n\nThread 0:").problem.hasSuffix("ends its process: signal 11"))
    #expect(try machine(["cuda": Self.cuda(devices: 2)]).cudaSupport().deviceCount == 2)
  }

  @Test func roomIsComparedWithTheNeed() async throws {
    try await withFolder { folder in
      var machine = self.machine()
      machine.room = { _ in .init(bytes: 1_000_000, files: nil) }
      #expect(Checkup(machine, subject(folder)).disk().first?.found.contains("1 MB free") == true)
      #expect(Checkup(machine, subject(folder)).disk().map(\.status) == [.failed, .ok])
      machine.room = { _ in .init(bytes: 1 << 40, files: 3) }
      let row = try #require(Checkup(machine, subject(folder)).disk().first)
      #expect(row.status == .failed && row.found.contains("only 3 more files"))

      // The papers' backbone: 150 million numbers, of which a state holds five copies.
      #expect(abs(RunNeed.parameters(of: .paper) - 200_000_000) < 20_000_000)
      var planned = subject(folder)
      planned.dataRoot = TinyData.root
      planned.plan = .planned(try StudyPlan(StudyRequest(methods: ["irra-sdm"]), with: TinyStudy.planner()))
      let need = RunNeed(planned)
      #expect(
        (100_000...100_000_000).contains(need.results) && need.cache == 88 * 3 * 96 * 32 && need.state > 1_000_000)
      planned.savedWeights = .both
      #expect(RunNeed(planned).results > need.results)
    }
  }

  @Test func settingsThatChangeRunsAreSaid() async throws {
    try await withFolder { folder in
      var machine = self.machine()
      func openMP(_ variables: [String: String]) -> DoctorRow {
        machine.environment = variables
        return Checkup(machine, subject(folder)).openMP()
      }
      #expect(openMP([:]).status == .ok && openMP(["OMP_NUM_THREADS": "3"]).status == .ok)
      #expect(openMP(["OMP_PROC_BIND": "false"]).status == .ok)
      #expect(openMP(["OMP_PROC_BIND": "true"]).remedy?.contains("the same cores") == true)
      #expect(openMP(["OMP_THREAD_LIMIT": "0"]).status == .warning)
      #expect(openMP(["ATEN_CPU_CAPABILITY": "avx2"]).remedy?.contains("rounded") == true)
      machine.contents = { $0.hasSuffix("cpu.max") ? "150000 100000\n" : nil }
      #expect(Checkup(machine, subject(folder)).processor().found.contains("may use only 1.5"))
      #expect(Checkup(machine, subject(folder)).memory().status == .warning)
      machine.environment = ["LC_ALL": "POSIX", "LANG": "C.UTF-8"]
      #expect(Checkup(machine, subject(folder)).terminal().status == .warning)
      machine.now = Date(timeIntervalSince1970: 0)
      #expect(Checkup(machine, subject(folder)).clock().found.contains("this program is of"))
      machine.torch.products = "/usr/lib/libopenblas.so.0"
      #expect(Checkup(machine, subject(folder)).libtorch().status == .warning)
      machine.torch.failure = .version(built: "2.13.0", loaded: "2.11.0")
      #expect(Checkup(machine, subject(folder)).libtorch().status == .failed)
    }
  }

  /// Without it a run would end in its first evaluation.
  @Test func aMissingOpenBLASIsAFailure() async throws {
    try await withFolder { folder in
      var machine = self.machine()
      #expect(Checkup(machine, subject(folder)).openBLAS().status == .ok)
      machine.openBLAS = { .noOpenBLAS("libopenblas.so.0: cannot open shared object file") }
      let row = Checkup(machine, subject(folder)).openBLAS()
      #expect(row.status == .failed && row.found.contains("libopenblas.so.0: cannot open"), "\(row)")
      #expect(row.remedy?.contains("apt-get install libopenblas0") == true)
      let report = await Checkup(machine, subject(folder)).report()
      #expect(!report.ok && report.rows.filter { $0.status == .failed }.map(\.check) == ["openblas"], "\(report.text)")
      // The real one is needed here, and is there.
      #expect(DoctorMachine.here(cudaProbe: []).openBLAS() == nil)
    }
  }

  @Test func resultsMustBeWritable() async throws {
    try await withFolder { folder in
      var wanted = subject(folder)
      wanted.results = folder.appending(path: "file/results")
      try Data().write(to: folder.appending(path: "file"))
      let row = Checkup(machine(), wanted).results()
      #expect(row.status == .failed && row.found.contains("Not a directory"), "\(row)")
    }
  }

  @Test func whatAStudyReadsIsLookedAt() async throws {
    try await withFolder { folder in
      var wanted = subject(folder)
      var request = StudyRequest(methods: ["irra-sdm"])
      request.datasets = [DatasetInfo.synthPEDES.id, "RSTPReid"]
      request.noiseIndex = folder.appending(path: "index.npy")
      request.vocabulary = folder.appending(path: "none.gz")
      wanted.requests = [request]
      wanted.dataRoot = TinyData.root
      wanted.plan = .refused("because")
      let checkup = Checkup(machine(), wanted)
      #expect(checkup.datasets().map(\.status) == [.failed, .ok], "\(checkup.datasets())")
      #expect(checkup.datasets()[1].found.contains("48 test captions") || checkup.datasets()[1].found.contains("pairs"))
      #expect(checkup.noise().map(\.status) == [.failed] && checkup.vocabulary().status == .failed)
      #expect(checkup.plan().map(\.found) == ["because"])
      try NoiseIndexFile.write(
        ShuffleInjector.index(count: 10, rate: 0.5, seed: 1), to: folder.appending(path: "index.npy"))
      #expect(checkup.noise().map(\.status) == [.ok])
      request.weights = .file(folder.appending(path: "none.pt"))
      wanted.requests = [request]
      let report = await Checkup(machine(), wanted).report()
      #expect(!report.ok && report.rows.contains { $0.check == "weights" && $0.status == .failed })
    }
  }

  @Test func aCheckThatHangsOrThrowsIsARow() async throws {
    try await withFolder { folder in
      let forever = DispatchSemaphore(value: 0)
      let checks = [
        Checkup.Check(name: "hangs", seconds: 0.05) { _ in
          forever.wait()
          return []
        },
        Checkup.Check(name: "throws") { _ in throw CocoaError(.fileNoSuchFile) },
        Checkup.Check(name: "works") { _ in [DoctorRow("works", "well")] },
      ]
      let report = await Checkup(machine(), subject(folder)).report(checks)
      #expect(report.rows.map(\.check) == ["hangs", "throws", "works"])
      #expect(report.rows.map(\.status) == [.warning, .failed, .ok] && !report.ok)
      forever.signal()
    }
  }

  @Test func answersOfManyThreadsAreNotMixedUp() async {
    await withTaskGroup(of: (Int, Int?).self) { group in
      for number in 0..<50 { group.addTask { (number, await TimeLimit.run(seconds: 60) { number }) } }
      for await (number, answer) in group { #expect(answer == number) }
    }
  }

  private func withFolder(_ body: (URL) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "nc-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder)
  }
}
