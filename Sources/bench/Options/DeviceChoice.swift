import ArgumentParser
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

  var defaultValueDescription: String {
    switch self {
    case .automatic: "auto"
    case .cpu: "cpu"
    case .cuda(let index): index.map { "cuda:\($0)" } ?? "cuda"
    }
  }

  /// What is meant on this machine, never `automatic`; says what it chose, and why no GPU.
  func settled() throws -> DeviceChoice {
    guard self == .automatic else { return self }
    let support = try CUDASupport.here()
    guard support.isUsable else {
      note("note: --device auto computes on the CPU: \(support.reason)")
      return .cpu
    }
    let name = try TorchLibrary.name(of: .cuda(0)).map { " (\($0))" } ?? ""
    note("note: --device auto computes on CUDA\(name); results of the CPU are other runs: --device cpu")
    return .cuda(nil)
  }

  /// The one device of a command that uses one.
  ///
  /// - Throws: `DeviceFailure` where it cannot be used.
  func device() throws -> Device {
    guard case .cuda(let index) = try settled() else { return .cpu }
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
