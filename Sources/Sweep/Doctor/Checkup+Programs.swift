import Foundation

/// Other programs.
extension Checkup {
  func gnuplot() -> DoctorRow {
    let install = "apt-get install gnuplot-nox; only `bench plot` and `bench report` need it"
    switch machine.run(["gnuplot", "--version"]) {
    case .missing: return DoctorRow("gnuplot", .warning, "not on the path", remedy: install)
    case .timedOut: return DoctorRow("gnuplot", .warning, "gives no answer", remedy: install)
    case .failure(let text): return DoctorRow("gnuplot", .warning, "cannot be run: \(text)", remedy: install)
    case .output(let version):
      let isOld = version.firstMatch(of: /gnuplot ([0-9]+)/).flatMap { Int($0.output.1) }.map { $0 < 5 } ?? true
      if isOld { return DoctorRow("gnuplot", .warning, "\(version) is older than 5", remedy: install) }
      let terminals = machine.run(["gnuplot", "-e", "set terminal pngcairo; set terminal svg"])
      guard case .failure = terminals else { return DoctorRow("gnuplot", version) }
      return DoctorRow("gnuplot", .warning, "\(version) cannot draw PNG with cairo, or SVG", remedy: install)
    }
  }

  func slurm() -> DoctorRow {
    let failed: DoctorRow.Status = subject.usesSlurm ? .failed : .warning
    let version: String
    switch machine.run(["sbatch", "--version"]) {
    case .missing:
      guard subject.usesSlurm else { return DoctorRow("slurm", "none here: runs are processes of this machine") }
      return DoctorRow("slurm", .failed, "sbatch is not on the path", remedy: "start the sweep on a login node")
    case .timedOut: return DoctorRow("slurm", failed, "sbatch gives no answer")
    case .failure(let text):
      return DoctorRow(
        "slurm", failed, "sbatch is here, but says: \(text.split(separator: "\n").last ?? "nothing")",
        remedy: "set SLURM_CONF, or start the sweep on a login node; runs of this machine need no Slurm")
    case .output(let text): version = text
    }
    let remedy =
      "ask the cluster's administrator; `scontrol ping` says more. Runs of this machine need no Slurm: --executor local"
    let ping = machine.run(["scontrol", "ping"], seconds: 15)
    guard case .output(let controllers) = ping, controllers.contains(" UP") else {
      return DoctorRow("slurm", failed, "\(version), but its controller does not answer", remedy: remedy)
    }
    guard case .output(let list) = machine.run(["sinfo", "--noheader", "--format=%R %a %D %l"]), !list.isEmpty else {
      return DoctorRow("slurm", failed, "\(version), but it lists no partition", remedy: remedy)
    }
    let partitions = list.split(separator: "\n").map { line -> String in
      let words = line.split(whereSeparator: \.isWhitespace)
      guard words.count == 4, let nodes = Int(words[2]) else { return String(line) }
      return "\(words[0]) (\(words[1]), \(count(nodes, "node")), limit \(words[3]))"
    }
    return DoctorRow("slurm", "\(version); partitions: \(partitions.joined(separator: ", "))")
  }
}
