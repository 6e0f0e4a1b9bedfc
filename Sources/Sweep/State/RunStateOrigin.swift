import BenchCore
import Studies

/// Whose state it is and where it was saved: all of it must agree for training to go on to the same bits.
struct RunStateOrigin: Codable, Sendable, Equatable {
  /// The run's name.
  var run: String
  var spec: RunSpec
  var signature: String
  var revision: ToolRevision
  var arithmetic: MachineArithmetic

  /// What this process would save.
  init(_ run: PlannedRun, code: ToolCode?, arithmetic: MachineArithmetic) {
    self.run = run.name
    spec = run.spec
    signature = run.signature
    revision = ToolRevision(code)
    self.arithmetic = arithmetic
  }

  /// Why a process cannot go on from a state of this origin, naming both sides; empty where it can.
  func obstacles(for present: RunStateOrigin) -> [String] {
    var found: [String] = []
    if signature != present.signature {
      found.append(
        "it is of the run \(run) with signature \(signature.prefix(8)), and this is \(present.run) with "
          + "\(present.signature.prefix(8))")
    }
    return found + machineObstacles(for: present)
  }

  /// The same whatever the run.
  func machineObstacles(for present: RunStateOrigin) -> [String] {
    var found: [String] = []
    if !revision.isSameCode(as: present.revision) {
      found.append("it was saved by \(revision.title), and this is \(present.revision.title)")
    }
    if arithmetic != present.arithmetic {
      found.append("it was computed by \(arithmetic.title), and this is \(present.arithmetic.title)")
    }
    return found
  }
}
