import BenchCore
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Images

struct OrderedPrefetcherTests {
  private struct Failure: Error, Equatable { let index: Int }

  private static func all<Item>(of prefetcher: OrderedPrefetcher<Item>) throws -> [Item] {
    var items: [Item] = []
    while let item = try prefetcher.next() { items.append(item) }
    return items
  }

  @Test(arguments: [0, 1, 2, 7])
  func handsOutInOrderWhateverTheWorkers(workers: Int) throws {
    let prefetcher = OrderedPrefetcher(count: 200, workers: workers, lookahead: 5) { index in
      var generator = SeededGenerator(seed: 1, stream: "test", UInt64(index))
      // Some items take longer, so that others overtake them.
      if generator.chance(0.1) { for _ in 0..<100 { sched_yield() } }
      return generator.next()
    }
    let expected = (0..<200).map { index in
      var generator = SeededGenerator(seed: 1, stream: "test", UInt64(index))
      _ = generator.chance(0.1)
      return generator.next()
    }
    #expect(try Self.all(of: prefetcher) == expected)
    #expect(try prefetcher.next() == nil)
  }

  @Test(arguments: [0, 3])
  func throwsInTheTurnOfTheItem(workers: Int) throws {
    let prefetcher = OrderedPrefetcher(count: 6, workers: workers) { index in
      if index % 2 == 1 { throw Failure(index: index) }
      return index
    }
    for index in 0..<6 {
      if index % 2 == 0 {
        #expect(try prefetcher.next() == index)
      } else {
        #expect(throws: Failure(index: index)) { try prefetcher.next() }
      }
    }
    #expect(try prefetcher.next() == nil)
  }

  @Test func preparesNoFurtherThanAllowed() throws {
    let prepared = Mutex(0)
    let prefetcher = OrderedPrefetcher(count: 100, workers: 2, lookahead: 4) { index in
      prepared.withLock { $0 += 1 }
      return index
    }
    for taken in 1...20 {
      #expect(try prefetcher.next() == taken - 1)
      // As far as they may; workers that go further are seen doing so in one of the rounds.
      try wait(for: "full lookahead") { prepared.withLock { $0 } >= taken + 4 }
      #expect(prepared.withLock { $0 } == taken + 4)
    }
  }

  @Test func stopsAndFreesEverythingWhenDropped() throws {
    final class Token: Sendable {}
    weak let leaked: Token?
    let running = Mutex(0)
    do {
      let token = Token()
      leaked = token
      let prefetcher = OrderedPrefetcher(count: 1_000_000, workers: 3) { [token] _ in
        running.withLock { $0 += 1 }
        defer { running.withLock { $0 -= 1 } }
        return token
      }
      #expect(try prefetcher.next() != nil)
    }
    #expect(running.withLock { $0 } == 0)
    // The threads let go of the closure just after they have reported their end.
    try wait(for: "release") { leaked == nil }
  }

  @Test func canBeCancelledWhileSomebodyWaits() throws {
    let (started, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let prefetcher = OrderedPrefetcher(count: 10, workers: 1) { index in
      started.signal()
      gate.wait()
      return index
    }
    started.wait()
    // The first item is held back until the prefetcher is cancelled: the one that waits for it gets nothing.
    let canceller = Thread { prefetcher.cancel() }
    canceller.start()
    #expect(try prefetcher.next() == nil)
    gate.signal()
    prefetcher.cancel()
    #expect(try prefetcher.next() == nil)
  }

  @Test func doesNothingForNoItems() throws {
    #expect(try OrderedPrefetcher(count: 0, workers: 4) { $0 }.next() == nil)
    #expect(try OrderedPrefetcher(count: 0, workers: 0) { $0 }.next() == nil)
  }
}
