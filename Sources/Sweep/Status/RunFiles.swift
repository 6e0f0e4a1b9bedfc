import BenchCore
import Foundation
import ResultStore

/// The files of runs in a results folder, listed once.
struct RunFiles {
  /// What a run says about how long runs take.
  enum Pace {
    case running(RunProgress)
    /// The time of all its processes.
    case finished(seconds: Double)
  }

  /// The names of all runs with a file, sorted.
  let names: [String]
  let hasSweep: Bool
  /// The runs with a lock file.
  let locks: Set<String>
  private let results: Set<String>
  /// Results that were read together, by the names of their runs.
  private let records: [String: RunRecord]
  private let logs: Set<String>
  private let states: Set<String>
  /// Of the runs' latest tasks on a cluster.
  private let outcomes: [String: URL]
  private let folder: String

  init(in folder: URL) throws(StatusFailure) {
    guard let opened = opendir(folder.path) else {
      throw .unreadableFolder(folder.relativePath, reason: String(cString: strerror(errno)))
    }
    closedir(opened)
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    func names(_ files: [String], _ ending: String) -> Set<String> {
      Set(files.filter { !$0.hasPrefix(".") && $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) })
    }
    func names(in subfolder: String, _ ending: String) -> Set<String> {
      names((try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/" + subfolder)) ?? [], ending)
    }
    self.folder = folder.path
    hasSweep = all.contains(SweepFile.location(in: folder).lastPathComponent)
    results = names(all, ".\(ResultStore.fileExtension)")
    logs = names(all, ".events.jsonl")
    var stored: [StoredRun] = []
    // Most results have no log to say that they are finished: a listing opens only those that its index has not.
    if results.subtracting(logs).count * 2 > results.count, let listing = try? ResultStore.list(directory: folder) {
      stored = listing.runs
    }
    records = Dictionary(
      stored.map { ($0.file.deletingPathExtension().lastPathComponent, $0.record) }, uniquingKeysWith: { $1 })
    locks = names(in: "locks", ".lock")
    states = Set(
      names(in: "states", ".state").map { name in
        let file = name + ".state"
        return RunWorkspace.stateEndings.first(where: file.hasSuffix).map { String(file.dropLast($0.count)) } ?? name
      })
    outcomes = Dictionary(
      SlurmSubmission.all(in: folder).flatMap { submission in
        submission.runs.enumerated().map { ($1, submission.outcomeFile($0, in: folder)) }
      }, uniquingKeysWith: { latest, _ in latest })
    self.names = results.union(logs).union(locks).union(states).union(names(in: "runs", ".json")).sorted()
  }

  /// What a run's files say.
  ///
  /// - Parameter now: In seconds since 1970.
  func status(of name: String, now: Double) -> (RunStatus, Pace?) {
    let log = URL(filePath: "\(folder)/\(name).events.jsonl")
    let last = logs.contains(name) ? RunEventLog.last(of: log) : nil
    if results.contains(name), case .finished(_, let best, let latest)? = last?.event {
      var status = RunStatus(name, .finished)
      (status.best, status.last) = (best, latest)
      return (status, last.map { .finished(seconds: $0.elapsed) })
    }
    let lock = URL(filePath: "\(folder)/locks/\(name).lock")
    let isHolderRunning = locks.contains(name) ? LockHolder(file: lock)?.isRunning : false
    let lockTime = isHolderRunning == false ? nil : FileTime(of: lock.path)?.modified
    let logTime = last.flatMap { _ in FileTime(of: log.path)?.modified }
    let sign = [lockTime, logTime].compactMap(\.self).max()
    if results.contains(name), let stored = stored(name, unlessOlderThan: sign) { return (stored, nil) }
    if lockTime == nil, let reason = failure(of: name, unlessOlderThan: logTime) {
      var status = RunStatus(name, .failed)
      status.reason = reason
      return (status, nil)
    }
    guard let sign else { return (RunStatus(name, states.contains(name) ? .interrupted : .waiting), nil) }

    var status = RunStatus(name, .stale)
    let progress = progress(of: name, log: log)
    // A run that said its end has none but the lock of the process that has begun it anew to show for being alive.
    let hasEnded = last?.event.isEnd ?? false && lockTime ?? 0 <= (logTime ?? 0) + 1
    switch last?.event {
    case .failed(let reason)? where hasEnded: (status.state, status.reason) = (.failed, reason)
    case .interrupted? where hasEnded: status.state = .interrupted
    // Somebody has taken its result away.
    case .finished? where hasEnded: return (RunStatus(name, .waiting), nil)
    // A run without a lock is executed by nobody, whatever it had no time to say.
    case _ where lockTime == nil: status.state = .interrupted
    // A clock that was set back makes old files come from the future.
    case _ where isHolderRunning == true || abs(now - sign) < RunLock.patience: status.state = .running
    default: status.lastSignOfLife = sign
    }
    if status.state == .running {
      // What an earlier attempt did says nothing about the one that has just begun.
      guard let progress, last?.event.isEnd != true else { return (status, nil) }
      status.add(progress)
      return (status, .running(progress))
    }
    if let progress { status.add(progress) }
    (status.pairsPerSecond, status.secondsLeft) = (nil, nil)
    if status.state != .failed { status.isResumable = states.contains(name) }
    return (status, nil)
  }

  /// What the result file says; `nil` for a failure that a later attempt has left behind.
  private func stored(_ name: String, unlessOlderThan sign: Double?) -> RunStatus? {
    let file = "\(folder)/\(name).\(ResultStore.fileExtension)"
    var status = RunStatus(name, .failed)
    do {
      // Status is asked for often, and results are large.
      let record = try records[name] ?? ResultStore.read(URL(filePath: file), including: .summary)
      switch record.outcome {
      case .finished:
        status.state = .finished
        (status.best, status.last) = (record.best?.textToImage.metrics, record.last?.textToImage.metrics)
        return status
      case .failed(let reason): status.reason = reason
      }
    } catch {
      status.reason = "the result file cannot be read: \((error as? any BenchFailure)?.problem ?? "\(error)")"
    }
    if let sign, let stored = FileTime(of: file)?.modified, sign > stored { return nil }
    return status
  }

  /// Why a run's task on a cluster failed, where neither the run nor a sweep had the time to say so.
  private func failure(of name: String, unlessOlderThan sign: Double?) -> String? {
    guard let file = outcomes[name], let written = FileTime(of: file.path)?.modified, written >= sign ?? 0,
      let outcome = SlurmOutcome.read(file), outcome.ending == .failed
    else { return nil }
    return outcome.reason ?? "for no known reason"
  }

  /// `nil` where neither plan nor log say anything.
  private func progress(of name: String, log: URL) -> RunProgress? {
    let task = try? RunTask.read(URL(filePath: "\(folder)/runs/\(name).json"))
    let recipe = task?.run.spec.recipe
    var progress = RunProgress(epochs: recipe?.epochs ?? 1, batchSize: recipe?.batchSize ?? 0)
    let entries = RunEventLog.recent(of: log)
    for entry in entries { progress.take(entry.event, at: entry.elapsed) }
    return recipe == nil && entries.isEmpty ? nil : progress
  }
}

extension RunEvent {
  /// Whether nothing comes after it.
  fileprivate var isEnd: Bool {
    switch self {
    case .failed, .interrupted, .finished: true
    case .started, .resumed, .batch, .epoch, .note, .saved: false
    }
  }
}
