import Foundation

/// Prepares the items 0, 1, 2, ... on worker threads ahead of their use and hands them out in order.
///
/// Which worker prepares an item, and how many there are, makes no difference to the items as long as the closure
/// depends on the index alone; randomness comes from a `SeededGenerator` whose stream the index chooses.
/// Dropping or cancelling the prefetcher waits for the items that are being prepared.
public final class OrderedPrefetcher<Item: Sendable>: Sendable {
  private let queue: PrefetchQueue<Item>

  /// Starts preparing.
  ///
  /// - Parameters:
  ///   - count: The number of items.
  ///   - workers: The number of threads; 0 prepares every item inside `next()`.
  ///   - lookahead: The most items that are prepared, or being prepared, and not yet asked for; it bounds the memory.
  ///     Two per worker unless given, never fewer than one per worker.
  ///   - prepare: Makes the item of an index; what it throws is thrown by `next()` in the item's turn.
  public init(
    count: Int,
    workers: Int,
    lookahead: Int? = nil,
    prepare: @escaping @Sendable (_ index: Int) throws -> Item
  ) {
    let capacity = workers > 0 ? max(lookahead ?? 2 * workers, workers) : 0
    queue = PrefetchQueue(count: count, capacity: capacity, prepare: prepare)
    for _ in 0..<max(0, min(workers, count)) { queue.startWorker() }
  }

  deinit { queue.cancel() }

  /// The next item, nil after the last one or after `cancel()`.
  ///
  /// - Throws: What preparing this item threw. The following call continues with the item after it.
  public func next() throws -> Item? { try queue.next() }

  /// Stops preparing and waits for the workers to end; `next()` returns nil from now on.
  public func cancel() { queue.cancel() }
}

/// What the workers share. They keep it alive, not the prefetcher, so that dropping the prefetcher can stop them.
private final class PrefetchQueue<Item: Sendable>: @unchecked Sendable {
  private let count: Int
  /// How many items may be prepared beyond those asked for; 0 without workers.
  private let capacity: Int
  private let prepare: @Sendable (Int) throws -> Item

  // The variables are only touched while this is locked.
  private let condition = NSCondition()
  private var ready: [Int: Result<Item, any Error>] = [:]
  private var preparedCount = 0
  private var takenCount = 0
  private var workerCount = 0
  private var isCancelled = false

  init(count: Int, capacity: Int, prepare: @escaping @Sendable (Int) throws -> Item) {
    self.count = count
    self.capacity = capacity
    self.prepare = prepare
  }

  func startWorker() {
    condition.withLock { workerCount += 1 }
    let thread = Thread { [self] in
      while let index = claim() {
        let result = Result { try prepare(index) }
        change { ready[index] = result }
      }
      change { workerCount -= 1 }
    }
    thread.name = "prefetch"
    thread.start()
  }

  func next() throws -> Item? {
    let turn: Int? = change {
      guard !isCancelled, takenCount < count else { return nil }
      takenCount += 1
      return takenCount - 1
    }
    guard let turn else { return nil }
    guard capacity > 0 else { return try prepare(turn) }
    let result = condition.withLock {
      while !isCancelled, ready[turn] == nil { condition.wait() }
      return ready.removeValue(forKey: turn)
    }
    return try result?.get()
  }

  func cancel() {
    change { isCancelled = true }
    condition.withLock {
      while workerCount > 0 { condition.wait() }
      ready = [:]
    }
  }

  /// Waits until one more item may be prepared and returns its index; nil when no item is left.
  private func claim() -> Int? {
    condition.withLock {
      while !isCancelled, preparedCount < count, preparedCount >= takenCount + capacity { condition.wait() }
      guard !isCancelled, preparedCount < count else { return nil }
      preparedCount += 1
      return preparedCount - 1
    }
  }

  /// Changes the shared state and wakes whoever waits for it.
  private func change<Value>(_ body: () -> Value) -> Value {
    condition.withLock {
      defer { condition.broadcast() }
      return body()
    }
  }
}
