/// How many threads prepare a run's batches where nobody says.
package enum WorkerCount {
  /// The cores that a run has, less those that it computes with; at least 1, and no more than feed any device.
  ///
  /// - Parameters:
  ///   - cores: The cores of the machine.
  ///   - runs: The runs that share them.
  ///   - threads: The threads that each run computes with.
  package static func suggested(cores: Int, runs: Int, threads: Int) -> Int {
    min(8, max(1, cores / max(1, runs) - threads))
  }
}
