import Foundation
import ResultStore

/// The processor, its accelerators and its memory, and the libraries of this process.
extension Checkup {
  func libtorch() -> DoctorRow {
    let name = URL(fileURLWithPath: machine.torch.products).lastPathComponent
    let found = "libtorch \(machine.torch.version), products by \(name.isEmpty ? "an unknown library" : name)"
    if let failure = machine.torch.failure {
      let place = failure.location.map { " (\($0))" } ?? ""
      return DoctorRow("libtorch", .failed, failure.problem + place, remedy: failure.remedy)
    }
    guard name.lowercased().contains("openblas") else { return DoctorRow("libtorch", found) }
    return DoctorRow(
      "libtorch", .warning, found,
      remedy: "OpenBLAS takes the place of libtorch's own products and ignores --threads: build without LD_PRELOAD")
  }

  /// The library of the evaluation.
  func openBLAS() -> DoctorRow {
    guard let failure = machine.openBLAS() else { return DoctorRow("openblas", "libopenblas.so.0 can be loaded") }
    return DoctorRow("openblas", .failed, failure.problem, remedy: failure.remedy)
  }

  func hdf5() -> DoctorRow {
    guard let version = ResultStore.libraryVersion else {
      return DoctorRow("hdf5", .failed, "the library says no version")
    }
    return DoctorRow("hdf5", "HDF5 \(version)")
  }

  func device() -> DoctorRow {
    let isWanted = subject.device.hasPrefix("cuda")
    let failed: DoctorRow.Status = isWanted ? .failed : .warning
    let (gpus, fault) = listedGPUs()
    do {
      let support = try machine.cudaSupport()
      guard !support.isUsable else {
        return DoctorRow(
          "device", "\(gpus ?? fault ?? "GPUs"); libtorch can use \(support.deviceCount): \(support.versions)")
      }
      let found = "\(gpus ?? fault ?? "no GPU"); \(support.reason) (\(support.versions))"
      // Nothing is wrong with a machine without GPUs.
      guard isWanted || gpus != nil || fault != nil else {
        return DoctorRow(
          "device", "the processor alone: no NVIDIA driver (nvidia-smi is not on the path); \(support.reason)")
      }
      return DoctorRow("device", failed, found, remedy: support.remedy)
    } catch {
      return DoctorRow(
        "device", failed, "\(gpus ?? fault ?? "no GPU"), but \(error.problem)", remedy: error.remedy)
    }
  }

  /// The GPUs that the driver's own program lists, else what is wrong with it; neither where it is not there and nobody
  /// needs it.
  private func listedGPUs() -> (gpus: String?, fault: String?) {
    let query = ["nvidia-smi", "--query-gpu=name,memory.total,driver_version", "--format=csv,noheader"]
    switch machine.run(query, seconds: 20) {
    case .missing:
      return (nil, subject.device.hasPrefix("cuda") ? "no NVIDIA driver (nvidia-smi is not on the path)" : nil)
    case .timedOut: return (nil, "nvidia-smi gives no answer")
    case .failure(let text): return (nil, "nvidia-smi failed: \(text.split(separator: "\n").first ?? "")")
    case .output(let list):
      let lines = list.split(separator: "\n")
      guard !lines.isEmpty else { return (nil, "nvidia-smi lists no GPU") }
      return ("\(count(lines.count, "GPU")): \(Set(lines).sorted().joined(separator: "; "))", nil)
    }
  }

  func processor() -> DoctorRow {
    let names = (machine.contents("/proc/cpuinfo") ?? "").split(separator: "\n")
      .filter { $0.hasPrefix("model name") }.compactMap { $0.split(separator: ":", maxSplits: 1).last }
    let model = names.first.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown processor"
    let jobs = subject.runsAtOnce(cores: machine.cores)
    let busy = jobs * subject.threads
    let found =
      "\(model), \(count(machine.cores, "core")); \(count(jobs, "run")) at a time with "
      + "\(count(subject.threads, "thread"))"
    if busy > machine.cores {
      return DoctorRow(
        "processor", .warning, "\(found): more threads than cores", remedy: "choose fewer --jobs or --threads")
    }
    if let quota, quota < Double(busy) - 0.01 {
      return DoctorRow(
        "processor", .warning, "\(found), but this control group may use only \(quota.formatted()) of them",
        remedy: "ask for more processors, or choose --jobs \(max(1, Int(quota)))")
    }
    return DoctorRow("processor", found)
  }

  /// The cores that the control group may keep busy; `nil` where it sets no limit.
  private var quota: Double? {
    let words = (machine.contents("/sys/fs/cgroup/cpu.max") ?? "").split(whereSeparator: \.isWhitespace)
    guard words.count == 2, let share = Double(words[0]), let period = Double(words[1]), period > 0 else { return nil }
    return share / period
  }

  func openMP() -> DoctorRow {
    let names = [
      "OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OMP_PROC_BIND", "OMP_PLACES", "GOMP_CPU_AFFINITY", "KMP_AFFINITY",
      "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_CBWR", "MKL_ENABLE_INSTRUCTIONS", "ATEN_CPU_CAPABILITY",
      "OPENBLAS_CORETYPE",
    ]
    let set = names.filter { !(machine.environment[$0] ?? "").isEmpty }
    guard !set.isEmpty else {
      return DoctorRow("openmp", "no settings in the environment: each run sets its own threads")
    }
    let found = set.map { "\($0)=\(machine.environment[$0] ?? "")" }.joined(separator: " ")
    let binding = ["OMP_PROC_BIND", "OMP_PLACES", "GOMP_CPU_AFFINITY", "KMP_AFFINITY"].filter(set.contains)
      .filter { !["false", "none", "disabled"].contains((machine.environment[$0] ?? "").lowercased()) }
    if let limit = machine.environment["OMP_THREAD_LIMIT"].flatMap(Int.init), limit < subject.threads {
      return DoctorRow(
        "openmp", .warning, found, remedy: "unset OMP_THREAD_LIMIT: runs would have fewer threads than --threads says")
    }
    if !binding.isEmpty, subject.runsAtOnce(cores: machine.cores) > 1 {
      return DoctorRow(
        "openmp", .warning, found,
        remedy: "unset \(binding.joined(separator: " and ")): all runs would be bound to the same cores")
    }
    let arithmetic = ["MKL_CBWR", "MKL_ENABLE_INSTRUCTIONS", "ATEN_CPU_CAPABILITY", "OPENBLAS_CORETYPE"]
    guard arithmetic.allSatisfy({ !set.contains($0) }) else {
      return DoctorRow(
        "openmp", .warning, found,
        remedy: "unset what chooses instructions: sums are rounded otherwise than in runs without it")
    }
    return DoctorRow("openmp", "\(found); runs set their threads themselves")
  }

  func memory() -> DoctorRow {
    let jobs = subject.runsAtOnce(cores: machine.cores)
    let need = jobs * RunNeed(subject).memory
    let text = "about \(size(need)) for \(count(jobs, "run")) at a time"
    guard let free = freeMemory else { return DoctorRow("memory", .warning, "unknown; \(text)") }
    guard free < need else { return DoctorRow("memory", "\(size(free)) free; \(text)") }
    return DoctorRow("memory", .warning, "\(size(free)) free, but \(text)", remedy: "choose fewer --jobs")
  }

  /// What the machine and the control group have left.
  private var freeMemory: Int? {
    let line = (machine.contents("/proc/meminfo") ?? "").split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
    let machineFree = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
    func number(_ file: String) -> Int? {
      machine.contents("/sys/fs/cgroup/\(file)").flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }
    let groupFree = number("memory.max").flatMap { limit in number("memory.current").map { limit - $0 } }
    return [machineFree, groupFree].compactMap { $0 }.min()
  }

  func clock() -> DoctorRow {
    let newest = newestResult
    let found = machine.now.formatted(.iso8601)
    let built = (try? FileManager.default.attributesOfItem(atPath: "/proc/self/exe")[.modificationDate]) as? Date
    for (what, date) in [("the newest result", newest), ("this program", built)] {
      guard let date, date.timeIntervalSince(machine.now) > 60 else { continue }
      return DoctorRow(
        "clock", .warning, "\(found), but \(what) is of \(date.formatted(.iso8601))",
        remedy: "set the clock (timedatectl), or those of the file server; times in results would be wrong")
    }
    return DoctorRow("clock", found)
  }

  private var newestResult: Date? {
    let files = try? FileManager.default.contentsOfDirectory(
      at: subject.results, includingPropertiesForKeys: [.contentModificationDateKey])
    return (files ?? []).filter { $0.pathExtension == ResultStore.fileExtension }
      .compactMap { try? $0.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate }.max()
  }

  func terminal() -> DoctorRow {
    let variable = ["LC_ALL", "LC_CTYPE", "LANG"].first { !(machine.environment[$0] ?? "").isEmpty }
    let locale = variable.flatMap { machine.environment[$0] } ?? ""
    let isUTF8 = locale.lowercased().replacing("-", with: "").contains("utf8")
    if isUTF8 { return DoctorRow("terminal", "\(variable ?? "")=\(locale): texts are shown as UTF-8") }
    return DoctorRow(
      "terminal", .warning, locale.isEmpty ? "no locale is set" : "\(variable ?? "")=\(locale) is not UTF-8",
      remedy: "export LC_ALL=C.UTF-8; names beyond ASCII may look wrong without it (docs/terminals.md)")
  }

  func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  func size(_ bytes: Int) -> String {
    let value = Double(bytes)
    return bytes < 1_000_000_000
      ? String(format: "%.0f MB", max(value / 1e6, bytes > 0 ? 1 : 0)) : String(format: "%.1f GB", value / 1e9)
  }
}
