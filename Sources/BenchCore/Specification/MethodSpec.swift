/// A method and its resolved configuration.
public struct MethodSpec: Codable, Sendable, Hashable {
  /// The registry id, such as `rde-tal`.
  public var id: String
  /// Raised when the method's code changes its numbers.
  public var revision: Int
  /// Every field of the configuration with its value.
  public var configuration: JSONValue

  /// Creates a method setting.
  public init(id: String, revision: Int, configuration: JSONValue) {
    self.id = id
    self.revision = revision
    self.configuration = configuration
  }
}
