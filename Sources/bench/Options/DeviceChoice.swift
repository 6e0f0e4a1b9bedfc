import ArgumentParser
import Sweep
import Torch

/// What `--device` names.
enum DeviceChoice: ExpressibleByArgument, Equatable, Sendable {
  /// A GPU where libtorch can use one, else the CPU.
  case automatic
  case cpu
  /// A GPU by its index; any where it is `nil`.
  case cuda(Int?)

  init?(argument: String) {
    switch argument {
    case "auto": self = .automatic
    case "cpu": self = .cpu
    case "cuda": self = .cuda(nil)
    default:
      guard let device = CUDADevice(argument: argument) else { return nil }
      self = .cuda(device.index)
    }
  }

  static let allValueStrings = ["auto", "cpu", "cuda", "cuda:N"]
  static let defaultCompletionKind = CompletionKind.list(["auto", "cpu", "cuda"])

  var defaultValueDescription: String {
    switch self {
    case .automatic: "auto"
    case .cpu: "cpu"
    case .cuda(let index): index.map { "cuda:\($0)" } ?? "cuda"
    }
  }

  /// What is meant on this machine, never `automatic`; says what it chose, and why no GPU.
  ///
  /// - Throws: `LibraryFailure` where it is `automatic` and there is no libtorch to ask.
  func settled() async throws -> DeviceChoice {
    guard self == .automatic else { return self }
    // Without libtorch there is no CUDA either, which is not what is wrong.
    if let failure = TorchLibrary.failure { throw failure }
    guard CUDASupport.isInstalled else {
      note("note: computing on the CPU: this libtorch has no CUDA (--device cpu says so without this note)")
      return .cpu
    }
    do {
      let support = try await Self.probedSupport()
      guard support.isUsable else {
        note("note: computing on the CPU: \(support.reason)")
        return .cpu
      }
    } catch let failure as CUDAProbeFailure {
      note("note: computing on the CPU: \(failure.problem) (bench doctor shows more)")
      return .cpu
    }
    let name = try TorchLibrary.name(of: .cuda(0)).map { " (\($0))" } ?? ""
    note("note: --device auto computes on CUDA\(name); results of the CPU are other runs: --device cpu")
    return .cuda(nil)
  }

  /// What libtorch can do with CUDA, asked in a process of its own: a driver that does not fit may end it.
  ///
  /// - Throws: `CUDAProbeFailure` where it gives no answer.
  static func probedSupport() async throws -> CUDASupport {
    let machine = DoctorMachine.here(cudaProbe: Bench.cudaProbe)
    let answer = await TimeLimit.run(seconds: 60) { Result { try machine.cudaSupport() } }
    guard let answer else { throw CUDAProbeFailure.silent }
    return try answer.get()
  }

  /// The one device of a command that uses one.
  ///
  /// - Throws: `DeviceFailure` where it cannot be used.
  func device() async throws -> Device {
    guard case .cuda(let index) = try await settled() else { return .cpu }
    let device = Device.cuda(index ?? 0)
    try device.checkUsable()
    return device
  }
}

/// A GPU as a person names it: `cuda:1`.
struct CUDADevice: ExpressibleByArgument, Sendable {
  var index: Int

  init?(argument: String) {
    guard let match = argument.wholeMatch(of: /cuda:([0-9]{1,3})/), let index = Int(match.1) else { return nil }
    self.index = index
  }
}
