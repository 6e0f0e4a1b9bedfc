/// Which of a run's two checkpoints.
public enum CheckpointName: String, Sendable, Codable, CaseIterable {
  /// The best on the selection split.
  case best
  /// The one after the last epoch.
  case last

  /// The name in tables, as in RDE's.
  public var title: String { self == .best ? "Best" : "Last" }
}
