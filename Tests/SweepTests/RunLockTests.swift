import BenchCore
import Foundation
import StudyTestSupport
import Synchronization
import TestSupport
import Testing

@testable import Sweep

/// Who executes a run, and what becomes of locks whose holders are gone.
@Suite struct RunLockTests {
  private func withTask(_ body: (RunTask, URL) throws -> Void) throws {
    let run = try #require(try TinyStudy.runs().first)
    try withTemporaryFolder { folder in
      let task = RunTask(run: run, workspace: TinyStudy.workspace(folder))
      try body(task, task.workspace.lockFile(of: run))
    }
  }

  private func take(_ task: RunTask) throws -> RunLock { try RunLock.take(task) {} }

  /// Puts a lock there that some process holds, renewed some seconds ago.
  private func leave(_ content: Data, at lock: URL, renewed age: Double = 0) throws {
    try FileManager.default.createDirectory(at: lock.deletingLastPathComponent(), withIntermediateDirectories: true)
    try content.write(to: lock)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: lock.path)
  }

  private func holder(_ change: (inout LockHolder) -> Void) throws -> Data {
    var holder = LockHolder.current()
    holder.token = "another"
    change(&holder)
    return try holder.canonicalJSON()
  }

  @Test func oneProcessAtATimeAndNothingIsLeft() throws {
    try withTask { task, file in
      let lock = try take(task)
      #expect(lock.formerHolder == nil && RunLock.isHeld(file))
      let name = "process \(getpid()) on \(ProcessInfo.processInfo.hostName)"
      #expect(throws: RunLockFailure.held(by: name)) { try take(task) }
      lock.release()
      lock.release()
      #expect(!RunLock.isHeld(file))
      let folder = file.deletingLastPathComponent().path
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
      try take(task).release()
    }
  }

  @Test func anEndedHolderOfThisMachineIsFollowedAtOnce() throws {
    let ended = Process()
    ended.executableURL = URL(filePath: "/bin/true")
    try ended.run()
    ended.waitUntilExit()
    try withTask { task, file in
      try leave(holder { $0.processID = ended.processIdentifier }, at: file)
      #expect(!RunLock.isHeld(file))
      let lock = try take(task)
      #expect(lock.formerHolder?.hasPrefix("process \(ended.processIdentifier) on ") == true)
      lock.release()
      // The number of a living process that is not the one which took the lock.
      try leave(holder { $0.processStart += 1 }, at: file)
      #expect(try take(task).formerHolder != nil)
    }
  }

  @Test func aLivingHolderOfThisMachineIsNeverFollowed() throws {
    try withTask { task, file in
      try leave(holder { _ in }, at: file, renewed: 1_000_000)
      #expect(RunLock.isHeld(file))
      #expect(throws: RunLockFailure.self) { try take(task) }
    }
  }

  /// A time to come is one from before the clock was set back.
  @Test(arguments: [(5.0, true), (300, false), (-864_000, false)])
  func anotherMachineIsKnownByItsHeartbeat(age: Double, isHeld: Bool) throws {
    try withTask { task, file in
      for content in [try holder { $0.machine = "another" }, Data("{\"host\": ".utf8), Data()] {
        try leave(content, at: file, renewed: age)
        #expect(RunLock.isHeld(file) == isHeld)
        if isHeld {
          #expect(throws: RunLockFailure.self) { try take(task) }
        } else {
          let lock = try take(task)
          #expect(lock.formerHolder != nil)
          lock.release()
        }
        try? FileManager.default.removeItem(at: file)
      }
    }
  }

  /// Neither of many that find a lock left behind takes the one another has just taken.
  @Test func oneOfManyTakesOver() throws {
    try withTask { task, file in
      for _ in 0..<10 {
        try leave(holder { $0.machine = "another" }, at: file, renewed: 300)
        let held = Mutex<[RunLock]>([])
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
          if let lock = try? RunLock.take(task, lost: {}) { held.withLock { $0.append(lock) } }
        }
        #expect(held.withLock { $0.count } == 1)
        for lock in held.withLock({ $0 }) { lock.release() }
      }
    }
  }

  @Test func aFolderInItsPlaceIsAnErrorOfTheRun() throws {
    try withTask { task, file in
      try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
      #expect(throws: FileFailure.self) { try take(task) }
    }
  }
}
