package import BenchCore
import Synchronization

/// The runs of requests as far as they are known without data and weights, each once.
package final class StudyOutline: Sendable {
  /// What of a network decides a method's fields.
  private struct Size: Hashable {
    var layers: Int
    var width: Int

    init(_ model: ModelSpec) {
      layers = model.visionLayers
      width = model.visionWidth
    }
  }

  private let requests: [StudyRequest]
  private let isWanted: @Sendable (OutlinedRun) -> Bool
  /// By size, in one order.
  private let known = Mutex<[Size: [OutlinedRun]]>([:])

  /// Outlines requests that `StudyPlanner.check` accepts, or some of their runs.
  package init(
    of requests: [StudyRequest], where isWanted: @escaping @Sendable (OutlinedRun) -> Bool = { _ in true }
  ) {
    self.requests = requests
    self.isWanted = isWanted
  }

  /// The runs with a network's fields; none for requests that cannot be planned.
  package func runs(for model: ModelSpec = .paper) -> [OutlinedRun] {
    known.withLock { known in
      if let runs = known[Size(model)] { return runs }
      var seen: Set<OutlinedRun> = []
      let runs = requests.flatMap { (try? $0.outline(for: model)) ?? [] }.filter {
        seen.insert($0).inserted && isWanted($0)
      }
      known[Size(model)] = runs
      return runs
    }
  }

  /// Whether a run that was made is one of them, whatever its seed.
  package func contains(_ spec: RunSpec) -> Bool {
    runs(for: spec.setup?.model ?? .paper).contains { $0.isMade(by: spec) }
  }

  /// How many of them were made; those with other seeds only are one.
  package func count(among specs: some Sequence<RunSpec>) -> Int {
    Set(
      specs.flatMap { spec -> [Int] in
        let outlined = self.runs(for: spec.setup?.model ?? .paper)
        return outlined.indices.filter { outlined[$0].isMade(by: spec) }
      }
    ).count
  }
}
