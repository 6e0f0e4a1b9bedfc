public import BenchCore

/// A method's settings: plain fields with the papers' values as defaults.
public protocol MethodConfiguration: Codable, Sendable, Equatable {
  /// Meaning, source and permitted values of every field, in the order to show them.
  static var fields: [ConfigurationField] { get }

  /// Checks ranges; throws `MethodError.invalidField`.
  func validate() throws

  /// Replaces values that stand for "as the reference does with this noise rate and dataset".
  ///
  /// The reference of RDE knows the true noise rate. Only here may a method's setting depend on it, and the outcome is
  /// an ordinary field of the resolved configuration.
  mutating func resolve(for study: StudyFacts)
}

extension MethodConfiguration {
  /// Replaces values that stand for what the reference derives.
  public mutating func resolve(for study: StudyFacts) {}
}

/// What a reference's settings may depend on.
public struct StudyFacts: Sendable, Equatable {
  /// The nominal share of noisy pairs, `0...1`.
  public var noiseRate: Double
  /// The dataset's registry id.
  public var datasetID: String
  /// The number of blocks of the image transformer, 12 in the papers.
  public var imageLayers: Int
  /// The width of the image transformer, 768 in the papers.
  public var imageWidth: Int

  /// Creates the facts of a study cell.
  public init(noiseRate: Double, datasetID: String, imageLayers: Int, imageWidth: Int = 768) {
    self.noiseRate = noiseRate
    self.datasetID = datasetID
    self.imageLayers = imageLayers
    self.imageWidth = imageWidth
  }
}

/// The documentation of one configuration field.
public struct ConfigurationField: Sendable, Equatable {
  /// The name in JSON and on the command line.
  public let name: String
  /// What it does, in one sentence.
  public let meaning: String
  /// The paper's symbol or equation, or the reference's behaviour.
  public let source: String

  /// Documents a field.
  public init(_ name: String, _ meaning: String, source: String) {
    self.name = name
    self.meaning = meaning
    self.source = source
  }
}

/// A method that cannot be configured or found.
public enum MethodError: BenchFailure, Equatable {
  case unknownMethod(String, known: [String])
  case unknownField(String, method: String, known: [String])
  /// A field has the wrong type.
  case malformedField(String, method: String, reason: String)
  /// A field is out of range.
  case invalidField(String, value: String, requirement: String)

  /// What went wrong.
  public var problem: String {
    switch self {
    case .unknownMethod(let id, _): "there is no method `\(id)`"
    case .unknownField(let name, let method, _): "the method \(method) has no field `\(name)`"
    case .malformedField(let name, let method, let reason): "the field `\(name)` of \(method) \(reason)"
    case .invalidField(let name, let value, let requirement): "`\(name)` is \(value) but must be \(requirement)"
    }
  }

  /// What to do about it.
  public var remedy: String? {
    switch self {
    case .unknownMethod(let id, let known): Suggestion.phrase(for: id, in: known)
    case .unknownField(let name, _, let known): Suggestion.phrase(for: name, in: known)
    case .malformedField, .invalidField: nil
    }
  }
}
