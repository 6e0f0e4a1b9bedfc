import BenchCore
import DataTestSupport
import Foundation
import Studies
import StudyTestSupport
import TestSupport
import Testing

@testable import Sweep

/// What a run reads is what it was planned with.
@Suite struct RunDataTests {
  /// A copy of the tiny dataset with one of its images.
  private func withData(_ body: (_ root: URL, _ data: URL, _ image: URL) throws -> Void) throws {
    try withTemporaryFolder { root in
      let data = root.appending(path: "data")
      try TinyData.copy(to: data)
      let images = data.appending(path: "synth-pedes/imgs")
      let names = try FileManager.default.subpathsOfDirectory(atPath: images.path).filter { $0.hasSuffix(".png") }
      try body(root, data, images.appending(path: try #require(names.sorted().first)))
    }
  }

  @Test(arguments: [false, true])
  func imagesThatChangedSinceThePlanStopTheRun(isExternal: Bool) throws {
    try withData { root, data, image in
      let run = try #require(
        try TinyStudy.runs(in: data) {
          guard isExternal else { return }
          $0.methods = ["external"]
          $0.external = try? ExternalCommand(commandLine: "true", directory: root)
        }.first)
      var workspace = TinyStudy.workspace(root, data: data)
      workspace.cacheDirectory = root.appending(path: "cache")
      let task = RunTask(run: run, workspace: workspace)
      #expect(throws: Never.self) { try task.data() }
      try editInPlace(image) { $0[$0.count - 20] ^= 1 }
      let failure = StudyFailure.changedData(run: run.name, what: "the images of synth-pedes")
      #expect(throws: failure) { try task.data() }
      workspace.cacheDirectory = nil
      #expect(throws: failure) { try RunTask(run: run, workspace: workspace).data() }
      try FileManager.default.removeItem(at: image)
      #expect(throws: (any Error).self) { try task.data() }
    }
  }

  @Test func runsOfBeforeImagesWereLookedAtAreNotAsked() throws {
    try withData { root, data, image in
      var spec = try #require(try TinyStudy.runs(in: data).first).spec
      spec.dataset.imageChecksum = nil
      let run = try PlannedRun(spec: spec, label: "IRRA", isStandIn: true)
      try FileManager.default.removeItem(at: image)
      #expect(throws: Never.self) { try RunTask(run: run, workspace: TinyStudy.workspace(root, data: data)).data() }
    }
  }

  @Test func aRunTrustsTheCacheWhereItsSweepDoes() throws {
    try withData { root, data, image in
      let run = try #require(try TinyStudy.runs(in: data).first)
      var workspace = TinyStudy.workspace(root, data: data)
      workspace.cacheDirectory = root.appending(path: "cache")
      workspace.trustsCache = true
      let task = RunTask(run: run, workspace: workspace)
      // Images of a moment ago are not kept: the last of them are read until they are.
      var status = stat()
      try #require(stat(image.path, &status) == 0)
      while Date().timeIntervalSince1970 - Double(status.st_ctim.tv_sec) - Double(status.st_ctim.tv_nsec) * 1e-9 < 0.03
      {}
      _ = try task.data()
      try editInPlace(image) { $0[$0.count - 20] ^= 1 }
      #expect(throws: Never.self) { try task.data() }
      workspace.trustsCache = nil
      #expect(throws: StudyFailure.self) { try RunTask(run: run, workspace: workspace).data() }
    }
  }

  @Test func workspacesOfBeforeThereWasTrustAreRead() throws {
    try withTemporaryFolder { root in
      var workspace = TinyStudy.workspace(root)
      let json = try JSONEncoder().encode(workspace)
      #expect(!String(decoding: json, as: UTF8.self).contains("trustsCache"))
      #expect(try JSONDecoder().decode(RunWorkspace.self, from: json) == workspace)
      workspace.trustsCache = true
      #expect(try JSONDecoder().decode(RunWorkspace.self, from: JSONEncoder().encode(workspace)) == workspace)
    }
  }
}
