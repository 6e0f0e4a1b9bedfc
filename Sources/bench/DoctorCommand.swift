import ArgumentParser
import BenchCore
import Datasets
import Foundation
import Studies
import Sweep
import Torch

extension Bench {
  /// The arguments, first this program, that make it print what libtorch can do with CUDA.
  static var cudaProbe: [String] { [executablePath, "doctor", "--probe-cuda"] }

  /// Says whether this machine can do a study.
  struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Look at this machine: libraries, devices, programs, folders, data, and what to do about each fault.",
      discussion: """
        Takes the options of `bench sweep`, and looks at what that sweep needs; without --methods or --suite, at what any
        needs. Changes nothing. Exits with 0 where nothing failed (warnings do no harm), else with 1. See docs/doctor.md.

        Examples:
          bench doctor
          bench doctor --suite study.yaml --device cuda --results /scratch/results
          bench doctor --json | python3 -m json.tool
        """)

    @Flag(help: "Print JSON.")
    var json = false

    /// Says what libtorch can do with CUDA, for the doctor that started it.
    @Flag(help: .hidden)
    var probeCuda = false

    @Argument(parsing: .allUnrecognized, help: "Options of `bench sweep`.")
    var options: [String] = []

    @OptionGroup var verbosity: VerbosityOptions

    func run() async throws {
      if probeCuda { return print(String(decoding: try JSONEncoder().encode(CUDASupport.here()), as: UTF8.self)) }
      let isStudy = options.contains { option in ["--methods", "--suite"].contains { option.hasPrefix($0) } }
      // Any method will do for the options of folders and devices.
      var sweep = try self.sweep(of: options + (isStudy ? [] : ["--methods", "irra-sdm"]))
      let machine = DoctorMachine.here(cudaProbe: Bench.cudaProbe)
      if sweep.execution.device == .automatic, sweep.execution.devices.isEmpty {
        sweep.execution.device = (try? await DeviceChoice.probedSupport())?.isUsable == true ? .cuda(nil) : .cpu
      }
      let report = await Checkup(machine, subject(of: sweep, isStudy: isStudy)).report()
      if json { print(try report.reportJSON()) } else { say(report.text(width: Terminal.output.columns)) }
      if !report.ok { throw ExitCode(1) }
    }

    private func sweep(of options: [String]) throws -> Bench.Sweep {
      do {
        return try Bench.Sweep.parse(options)
      } catch {
        if let mistake = CommandMistake(behind: error, in: ["sweep"] + options) { throw mistake }
        throw error
      }
    }

    private func subject(of sweep: Bench.Sweep, isStudy: Bool) async -> DoctorSubject {
      var subject = DoctorSubject(
        device: sweep.execution.computes, jobs: sweep.execution.jobs, usesSlurm: sweep.cluster.executor == .slurm,
        dataRoot: sweep.data.dataRootURL,
        results: URL(filePath: sweep.results, directoryHint: .isDirectory).absoluteURL,
        cache: sweep.noCache ? nil : URL(filePath: sweep.cache, directoryHint: .isDirectory).absoluteURL,
        savedWeights: sweep.saveWeights)
      guard isStudy else { return subject }
      do {
        subject.requests = try sweep.requests()
        let missing = try Swift.Set(subject.requests.flatMap(\.datasets)).sorted().filter {
          try !DatasetRegistry.info(named: $0).isOnDisk(dataRoot: subject.dataRoot)
        }
        // Planning would render what can be rendered; the check of the data says what is missing.
        guard missing.isEmpty else {
          subject.plan = .unknown("not planned, for lack of data: \(missing.joined(separator: ", "))")
          return subject
        }
        // Reading all images takes too long for a checkup, which needs no run's identity.
        let plan = await TimeLimit.run(seconds: 120) { Result { try sweep.plan(images: .ignored) } }
        subject.plan = try plan.map { .planned(try $0.get()) } ?? .unknown("not planned within 120 s")
      } catch {
        subject.plan = .refused(Bench.message(for: FileFailure(error) ?? error))
      }
      return subject
    }
  }
}
