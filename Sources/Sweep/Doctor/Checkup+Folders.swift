import BenchCore
import Foundation

/// The folder of results, and room.
extension Checkup {
  func results() -> DoctorRow {
    let folder = subject.results
    let path = folder.path
    let present = folder.nearestExisting
    do throws(FileFailure) {
      try OutputFolder.checkWritable(present)
    } catch {
      return DoctorRow(
        "results", .failed, "\(path) cannot be written: \(error.reason)", remedy: "\(error.remedy ?? "") (--results)")
    }
    let isThere = present.path == folder.standardizedFileURL.path
    return DoctorRow("results", "\(path) can be \(isThere ? "written" : "made and written")")
  }

  /// Room for results and, where they lie elsewhere, for decoded images.
  func disk() -> [DoctorRow] {
    let need = RunNeed(subject)
    let jobs = subject.runsAtOnce(cores: machine.cores)
    let files = 4 * max(subject.runs.count, 25)
    let what = subject.runs.isEmpty ? "a first study" : count(subject.runs.count, "run")
    var rows = [
      room(
        at: subject.results, for: need.results + 2 * jobs * need.state, files: files, what: what, option: "--results")
    ]
    if let cache = subject.cache {
      rows.append(room(at: cache, for: need.cache, files: 4, what: "decoded images", option: "--cache, --no-cache"))
    }
    return rows
  }

  private func room(at folder: URL, for need: Int, files: Int, what: String, option: String) -> DoctorRow {
    guard let room = machine.room(folder) else {
      return DoctorRow("disk", .warning, "\(folder.path): the system does not say what is free")
    }
    let text = "\(size(room.bytes)) free for \(what) in \(folder.path)"
    let remedy = "make room, or choose another folder (\(option))"
    if room.bytes < need {
      return DoctorRow("disk", .failed, "\(text); up to \(size(need)) are needed", remedy: remedy)
    }
    if let left = room.files, left < files {
      return DoctorRow("disk", .failed, "\(text), but the file system can hold only \(left) more files", remedy: remedy)
    }
    return DoctorRow("disk", need == 0 ? text : "\(text); up to \(size(need)) are needed")
  }
}
