package import Foundation
package import Metrics
package import Torch

/// The machine as the checks of `bench doctor` see it; tests put another in its place.
package struct DoctorMachine: Sendable {
  /// Free room of a file system.
  package struct Room: Sendable {
    package var bytes: Int
    /// Files that it can still hold; `nil` where it does not count them.
    package var files: Int?

    package init(bytes: Int, files: Int?) {
      self.bytes = bytes
      self.files = files
    }
  }

  package var environment: [String: String]
  /// Cores that this process may use.
  package var cores: Int
  package var now: Date
  /// The text of a file of `/proc` or `/sys`; `nil` where there is none.
  package var contents: @Sendable (String) -> String?
  /// Free room where a folder is, or will be; `nil` where the system does not say.
  package var room: @Sendable (URL) -> Room?
  /// The version of libtorch and the file of the library that computes its matrix products, or why there is none.
  package var torch: (version: String, products: String, failure: LibraryFailure?)
  /// Why OpenBLAS cannot be loaded, if so; loads it.
  package var openBLAS: @Sendable () -> EvaluationFailure?
  /// Runs a program for so many seconds at most.
  var ask: @Sendable ([String], Double) -> ProgramProbe.Result
  /// The arguments, first the program, that print a `CUDASupport` as JSON.
  package var cudaProbe: [String]

  /// This machine.
  ///
  /// - Parameter cudaProbe: A program of its own, since drivers that do not fit crash or hang.
  package static func here(cudaProbe: [String]) -> DoctorMachine {
    // Of a program that crashes, the signal says enough.
    let quiet = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    return DoctorMachine(
      environment: ProcessInfo.processInfo.environment, cores: ProcessInfo.processInfo.activeProcessorCount,
      now: Date(),
      contents: { try? String(contentsOfFile: $0, encoding: .utf8) }, room: { room(at: $0) },
      torch: ((try? TorchLibrary.version) ?? "", TorchLibrary.matrixLibrary, TorchLibrary.failure),
      openBLAS: { OpenBLAS.failure },
      ask: { ProgramProbe(environment: quiet).run($0, seconds: $1) }, cudaProbe: cudaProbe)
  }

  /// What libtorch can do with CUDA. Blocks its thread, which must not be one of Swift's tasks.
  package func cudaSupport() throws(CUDAProbeFailure) -> CUDASupport {
    switch run(cudaProbe, seconds: 30) {
    case .output(let answer):
      guard let support = try? JSONDecoder().decode(CUDASupport.self, from: Data(answer.utf8)) else {
        throw .unreadable(answer)
      }
      return support
    case .failure(let text): throw .ended(text)
    case .missing, .timedOut: throw .silent
    }
  }

  /// Runs a program of the environment's PATH.
  func run(_ command: [String], seconds: Double = 8) -> ProgramProbe.Result { ask(command, seconds) }

  private static func room(at folder: URL) -> Room? {
    var status = statvfs()
    guard statvfs(folder.nearestExisting.path, &status) == 0 else { return nil }
    return Room(
      bytes: Int(clamping: UInt64(status.f_bavail) &* UInt64(status.f_frsize)),
      files: status.f_files == 0 ? nil : Int(clamping: status.f_favail))
  }
}

extension URL {
  /// The folder itself, or the first above it that is there.
  var nearestExisting: URL {
    var folder = standardizedFileURL
    while !FileManager.default.fileExists(atPath: folder.path), folder.path.count > 1 {
      folder = folder.deletingLastPathComponent()
    }
    return folder
  }
}
