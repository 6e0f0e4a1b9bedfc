import Foundation

/// Runs `body(item)` for every item of `0..<count` on up to `threads` threads.
///
/// The order is unspecified, so items must write to different places. `makeScratch` runs once per thread.
func forEachItem<Scratch>(
  of count: Int, threads: Int, makeScratch: @Sendable () -> Scratch, body: @Sendable (Int, inout Scratch) -> Void
) {
  guard count > 0 else { return }
  let items = ItemCounter(count: count)
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    var scratch = makeScratch()
    while let item = items.next() { body(item, &scratch) }
  }
}

/// Runs `body(item)` for every item of `0..<count` on up to `threads` threads, without scratch memory.
func forEachItem(of count: Int, threads: Int, body: @Sendable (Int) -> Void) {
  forEachItem(of: count, threads: threads, makeScratch: {}, body: { item, _ in body(item) })
}

/// The results of `body(item)` for every item of `0..<count`, in the order of the items, on up to `threads` threads.
func mapItems<Result: Sendable>(of count: Int, threads: Int, body: @Sendable (Int) -> Result) -> [Result] {
  let results = ItemResults<Result>()
  forEachItem(of: count, threads: threads) { item in results.add(body(item), item: item) }
  return results.inOrder()
}

/// Hands out the items `0..<count` one by one to whichever thread is free.
private final class ItemCounter: @unchecked Sendable {
  private let lock = NSLock()
  private let count: Int
  private var nextItem = 0

  init(count: Int) {
    self.count = count
  }

  func next() -> Int? {
    lock.withLock {
      guard nextItem < count else { return nil }
      nextItem += 1
      return nextItem - 1
    }
  }
}

/// Collects results as they come.
private final class ItemResults<Result: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var results: [(item: Int, result: Result)] = []

  func add(_ result: Result, item: Int) {
    lock.withLock { results.append((item, result)) }
  }

  func inOrder() -> [Result] {
    results.sorted { $0.item < $1.item }.map(\.result)
  }
}
