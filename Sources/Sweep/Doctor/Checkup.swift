import BenchCore
import Foundation

/// Looks at everything that a sweep needs, each thing on its own and for a limited time.
package struct Checkup: Sendable {
  let machine: DoctorMachine
  let subject: DoctorSubject

  /// Prepares to look at a machine for what is to be run.
  package init(_ machine: DoctorMachine, _ subject: DoctorSubject) {
    self.machine = machine
    self.subject = subject
  }

  /// A check: what it is called, how long it may take, and what it finds.
  struct Check: Sendable {
    var name: String
    var seconds = 20.0
    var rows: @Sendable (Checkup) throws -> [DoctorRow]
  }

  /// All checks, in the order of the rows.
  static let checks: [Check] = [
    Check(name: "libtorch") { [$0.libtorch()] },
    Check(name: "device", seconds: 60) { [$0.device()] },
    Check(name: "processor") { [$0.processor()] },
    Check(name: "openmp") { [$0.openMP()] },
    Check(name: "memory", seconds: 60) { [$0.memory()] },
    Check(name: "openblas") { [$0.openBLAS()] },
    Check(name: "hdf5") { [$0.hdf5()] },
    Check(name: "gnuplot") { [$0.gnuplot()] },
    Check(name: "results") { [$0.results()] },
    Check(name: "disk", seconds: 60) { $0.disk() },
    Check(name: "data", seconds: 120) { $0.datasets() },
    Check(name: "plan") { $0.plan() },
    Check(name: "weights", seconds: 60) { try $0.weights() },
    Check(name: "vocabulary") { [$0.vocabulary()] },
    Check(name: "noise") { $0.noise() },
    Check(name: "slurm", seconds: 30) { [$0.slurm()] },
    Check(name: "terminal") { [$0.terminal()] },
    Check(name: "clock") { [$0.clock()] },
  ]

  /// Makes all checks at the same time; one that takes too long or throws is a row like the others.
  package func report() async -> DoctorReport {
    await report(Self.checks)
  }

  func report(_ checks: [Check]) async -> DoctorReport {
    let pending = checks.map { check in Task { await rows(of: check) } }
    var found: [DoctorRow] = []
    for task in pending { found += await task.value }
    return DoctorReport(found)
  }

  private func rows(of check: Check) async -> [DoctorRow] {
    let rows = await TimeLimit.run(seconds: check.seconds) {
      do {
        return try check.rows(self)
      } catch {
        return [DoctorRow(check.name, .failed, (error as? any BenchFailure)?.description ?? error.systemReason)]
      }
    }
    return rows ?? [
      DoctorRow(
        check.name, .warning, "no answer within \(check.seconds.formatted()) s",
        remedy: "look at the file systems and programs that it asks; the other checks are not concerned")
    ]
  }
}
