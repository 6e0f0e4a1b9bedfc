import Foundation
import Studies
import StudyTestSupport
import Sweep
import Testing

@testable import Torch

/// Which GPUs runs get, on machines that have some and on those that have none.
@Suite struct LocalDevicesTests {
  private func runs(on device: String) throws -> [PlannedRun] { try TinyStudy.runs { $0.device = device } }

  private func externalRuns() throws -> [PlannedRun] {
    try TinyStudy.runs {
      $0.device = "cuda"
      $0.methods = ["external"]
      $0.weights = .automatic
      $0.external = try? ExternalCommand(commandLine: "true", label: nil, directory: URL(filePath: "/tmp"))
    }
  }

  @Test func allThatThereAreOrThoseThatAreNamed() throws {
    let runs = try runs(on: "cuda")
    #expect(try LocalDevices.resolve(nil, for: runs, support: { CUDASupport(deviceCount: 3) }) == [0, 1, 2])
    #expect(try LocalDevices.resolve([2, 0], for: runs, support: { CUDASupport(deviceCount: 3) }) == [2, 0])
    #expect(try LocalDevices.resolve(nil, for: self.runs(on: "cpu"), support: { CUDASupport(deviceCount: 3) }) == [])
  }

  @Test func missingOnesAreOneRefusal() throws {
    let runs = try runs(on: "cuda")
    #expect(throws: DeviceFailure.none(CUDASupport(deviceCount: 0))) {
      try LocalDevices.resolve(nil, for: runs, support: { CUDASupport(deviceCount: 0) })
    }
    #expect(throws: DeviceFailure.missing(index: 2, count: 2)) {
      try LocalDevices.resolve([0, 2], for: runs, support: { CUDASupport(deviceCount: 2) })
    }
  }

  @Test func anotherProgramMaySeeDevicesThatLibtorchDoesNot() throws {
    let runs = try externalRuns()
    #expect(try LocalDevices.resolve(nil, for: runs, support: { CUDASupport(deviceCount: 0) }) == [0])
    #expect(try LocalDevices.resolve([0, 1], for: runs, support: { CUDASupport(deviceCount: 0) }) == [0, 1])
    #expect(try LocalDevices.resolve(nil, for: runs, support: { CUDASupport(deviceCount: 2) }) == [0, 1])
    #expect(throws: DeviceFailure.none(CUDASupport(deviceCount: 0))) {
      try LocalDevices.resolve(nil, for: runs + self.runs(on: "cuda"), support: { CUDASupport(deviceCount: 0) })
    }
  }
}
