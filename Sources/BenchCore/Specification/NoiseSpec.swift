/// A noise injector and its settings.
public struct NoiseSpec: Codable, Sendable, Hashable {
  /// The injector's registry id, such as `shuffle`.
  public var injector: String
  /// The share of pairs to corrupt, `0...1`.
  public var rate: Double
  /// The seed of the injector (1 in the papers); independent of the run's seed.
  public var seed: UInt64
  /// SHA-256 of the resulting captions' source indices: two files with one name are two runs.
  public var indexChecksum: String

  /// Creates a noise setting.
  public init(injector: String, rate: Double, seed: UInt64, indexChecksum: String) {
    self.injector = injector
    self.rate = rate
    self.seed = seed
    self.indexChecksum = indexChecksum
  }
}
