/// Hands out batches whose tensors are copied to a device one batch ahead of their use, so that it does not wait for them.
///
/// On the CPU nothing is copied, and no batch is made before it is asked for.
package final class DeviceFeed<Batch> {
  /// Makes the batch when its tensors have arrived; called right before the batch is handed out.
  package typealias Completion = () throws -> Batch
  /// Makes the next batch's host tensors and passes those that the device needs through `copy`; `nil` after the last.
  package typealias Source = (_ copy: (Tensor) throws -> Tensor) throws -> Completion?

  private let device: Device
  private let looksAhead: Bool
  private let source: Source
  /// The batch after the one handed out last, or why there is none; `nil` before the first.
  private var ahead: Result<(transfer: Transfer, complete: Completion)?, any Error>?

  /// Reads nothing yet.
  package convenience init(device: Device, source: @escaping Source) {
    self.init(device: device, looksAhead: device != .cpu, source: source)
  }

  init(device: Device, looksAhead: Bool, source: @escaping Source) {
    self.device = device
    self.looksAhead = looksAhead
    self.source = source
  }

  /// The next batch on the device; `nil` after the last.
  ///
  /// - Throws: What the source threw for this batch.
  package func next() throws -> Batch? {
    guard looksAhead else { return try source { $0 }?() }
    let turn = ahead ?? Result(catching: begin)
    ahead = nil
    guard let current = try turn.get() else { return nil }
    ahead = Result(catching: begin)
    try current.transfer.finish()
    return try current.complete()
  }

  private func begin() throws -> (transfer: Transfer, complete: Completion)? {
    let transfer = try Transfer(to: device)
    return try source(transfer.add).map { (transfer, $0) }
  }
}
