/// What a cluster's scheduler is asked for with each run; nothing here changes a number.
///
/// A key is an option of `bench sweep`, and a key of `cluster` in a suite (docs/cluster.md).
package struct ClusterSettings: Codable, Sendable, Equatable {
  /// A setting, by the name that people write.
  package enum Key: String, Codable, CodingKeyRepresentable, CaseIterable, Sendable {
    case partition, account, time, gpus, memory, cpus
    case maxRunning = "max-running"
    /// Lines of shell that a job runs first.
    case setup
    /// Further options of `sbatch`, each one word.
    case slurmOption = "slurm-option"
  }

  private var words: [Key: [String]] = [:]

  /// Asks for nothing: the cluster's defaults.
  package init() {}

  /// The words of a setting; none where it was not made.
  package subscript(key: Key) -> [String] { words[key] ?? [] }

  /// Makes a setting.
  ///
  /// - Throws: `ClusterFailure.wrongValue`.
  package mutating func set(_ key: Key, to values: [String]) throws(ClusterFailure) {
    if let wrong = values.first(where: { !key.accepts($0) }) {
      throw .wrongValue(key: key.rawValue, value: wrong, expected: key.expected)
    }
    words[key] = values
  }

  /// These settings with others in their place where those are made.
  package func overridden(by others: ClusterSettings) -> ClusterSettings {
    var result = self
    result.words.merge(others.words) { $1 }
    return result
  }

  /// After how many seconds a job is stopped; `nil` where `--time` was not given or sets no limit.
  package var timeLimit: Double? { self[.time].first.flatMap { SlurmTime($0)?.seconds } }
}

extension ClusterSettings.Key {
  /// Whether it can be given several times.
  package var isList: Bool { self == .setup || self == .slurmOption }

  /// What a person has to write.
  var expected: String {
    switch self {
    case .partition, .account: "a name on one line"
    case .time: "a time limit as Slurm writes it, such as 90, 12:00:00 or 2-00:00:00"
    case .gpus: "a number of GPUs, or a type and a number such as a100:1"
    case .memory: "memory such as 16G"
    case .cpus, .maxRunning: "a whole number from 1"
    case .setup: "a line of shell"
    case .slurmOption: "one option of sbatch such as --qos=long, and none of those that bench gives it"
    }
  }

  func accepts(_ word: String) -> Bool {
    guard !word.isEmpty, !word.contains("\0") else { return false }
    switch self {
    case .partition, .account: return !word.contains { $0.isNewline } && word.contains { !$0.isWhitespace }
    case .time: return SlurmTime(word) != nil
    case .gpus: return word.wholeMatch(of: /([A-Za-z0-9_.\-]+:)?[1-9][0-9]{0,3}/) != nil
    case .memory: return word.wholeMatch(of: /[1-9][0-9]{0,8}[KMGTkmgt]?/) != nil
    case .cpus, .maxRunning: return word.wholeMatch(of: /[1-9][0-9]{0,5}/) != nil
    case .setup: return true
    case .slurmOption: return word.hasPrefix("-") && !Self.isReserved(word)
    }
  }

  /// Whether it is an option of sbatch that bench gives it, or that would break what a sweep relies on.
  private static func isReserved(_ word: String) -> Bool {
    guard word.hasPrefix("--") else {
      // Letters without a value may stand before another: `-Ha1`.
      let letter = word.dropFirst().drop { "HIOQksv".contains($0) }.first
      return word.count < 2 || letter.map { "AaceDhiJMNnoptVW".contains($0) } ?? false
    }
    // sbatch takes any start of a name that is no other's too.
    let name = word.dropFirst(2).prefix { $0 != "=" }
    return name.isEmpty || (reserved.contains { $0.hasPrefix(name) } && name != "export")
  }

  private static let reserved = [
    "account", "array", "chdir", "clusters", "cpus-per-task", "error", "export-file", "gres", "help", "input",
    "job-name", "mem", "no-requeue", "nodes", "ntasks", "open-mode", "output", "parsable", "partition", "requeue",
    "signal", "test-only", "time", "usage", "version", "wait", "wrap",
  ]
}

/// A time limit in one of Slurm's spellings.
struct SlurmTime {
  /// `nil` for no limit.
  let seconds: Double?

  /// Reads `minutes[:seconds]`, `hours:minutes:seconds`, `days-hours[:minutes[:seconds]]`, or `UNLIMITED`.
  init?(_ text: String) {
    if ["UNLIMITED", "INFINITE"].contains(text.uppercased()) {
      seconds = nil
      return
    }
    guard let parts = text.wholeMatch(of: /(?:(\d{1,7})-)?(\d{1,7})(?::(\d{1,7}))?(?::(\d{1,7}))?/)?.output else {
      return nil
    }
    let numbers = [parts.2, parts.3 ?? "", parts.4 ?? ""].compactMap { Double($0) }
    // After days come hours; alone, one or two numbers are minutes and seconds.
    let units: [Double] = parts.1 != nil || numbers.count == 3 ? [3600, 60, 1] : [60, 1]
    let total = zip(numbers, units).map(*).reduce((Double(parts.1 ?? "0") ?? 0) * 86400, +)
    guard total > 0 else { return nil }
    seconds = total
  }
}
