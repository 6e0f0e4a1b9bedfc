/// Uninitialised memory for plain numbers, aligned to a cache line and freed with its owner.
///
/// Threads that share one write to different parts of it.
final class ScratchBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  let start: UnsafeMutablePointer<Element>
  private let count: Int

  init(count: Int) {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: max(1, count) * MemoryLayout<Element>.stride, alignment: 64)
    start = memory.bindMemory(to: Element.self, capacity: max(1, count))
    self.count = count
  }

  deinit {
    UnsafeMutableRawPointer(start).deallocate()
  }

  /// All elements; valid as long as the buffer lives.
  var elements: UnsafeMutableBufferPointer<Element> { UnsafeMutableBufferPointer(start: start, count: count) }
}
