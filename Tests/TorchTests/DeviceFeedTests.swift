import Testing

@testable import Torch

struct DeviceFeedTests {
  private struct Broken: Error {}

  /// Batches 0, 1, ... of one number, of which some cannot be read; notes what happens.
  private final class Batches {
    var events: [String] = []
    let count: Int
    let broken: Set<Int>
    private var begun = 0

    init(count: Int, broken: Set<Int> = []) {
      self.count = count
      self.broken = broken
    }

    func feed(looksAhead: Bool) -> DeviceFeed<Int> {
      DeviceFeed(device: .cpu, looksAhead: looksAhead) { copy in
        let number = self.begun
        guard number < self.count else { return nil }
        self.begun += 1
        self.events.append("read \(number)")
        guard !self.broken.contains(number) else { throw Broken() }
        let tensor = try copy(Tensor([Float(number)]))
        return {
          self.events.append("complete \(number)")
          return Int(try tensor.item())
        }
      }
    }
  }

  @Test func nextBatchIsReadBeforeTheOneAtHandIsHandedOut() throws {
    let batches = Batches(count: 3)
    let feed = batches.feed(looksAhead: true)
    #expect(batches.events.isEmpty)
    #expect(try feed.next() == 0)
    #expect(batches.events == ["read 0", "read 1", "complete 0"])
    #expect(try feed.next() == 1)
    #expect(try feed.next() == 2)
    #expect(try feed.next() == nil)
    #expect(try feed.next() == nil)
    #expect(batches.events.suffix(4) == ["complete 0", "read 2", "complete 1", "complete 2"])
  }

  @Test func theProcessorItselfIsNotFedAhead() throws {
    let batches = Batches(count: 2)
    let feed = batches.feed(looksAhead: false)
    #expect(try (feed.next(), feed.next(), feed.next()) == (0, 1, nil))
    #expect(batches.events == ["read 0", "complete 0", "read 1", "complete 1"])
  }

  @Test(arguments: [false, true]) func failureComesInTheTurnOfItsBatch(looksAhead: Bool) throws {
    let feed = Batches(count: 3, broken: [1]).feed(looksAhead: looksAhead)
    #expect(try feed.next() == 0)
    #expect(throws: Broken.self) { try feed.next() }
    #expect(try feed.next() == 2)
    #expect(try feed.next() == nil)
  }

  @Test func aTransferBringsTheSameNumbers() throws {
    let memory = try Tensor.uninitialized([2, 3], dtype: .uint8, goingTo: .cpu)
    try memory.withMemory { $0.copyBytes(from: [1, 2, 3, 4, 5, 6]) }
    let transfer = try Transfer(to: .cpu)
    let copy = try transfer.add(memory)
    try transfer.finish()
    #expect(try copy.shape == [2, 3])
    #expect(try copy.values(as: UInt8.self) == [1, 2, 3, 4, 5, 6])
  }
}
