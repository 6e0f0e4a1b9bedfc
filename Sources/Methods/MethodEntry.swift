public import BenchCore
import Foundation
public import Torch
public import Training

/// Who a method is.
public struct MethodInfo: Sendable, Equatable {
  /// The registry id, such as `rde-tal`.
  public let id: String
  /// The name in tables, such as `RDE`.
  public let title: String
  /// One line for `bench list methods`.
  public let summary: String
  /// Authors, title, venue.
  public let citation: String
  /// Raised when a change of code changes the method's numbers.
  public let revision: Int
  /// Whether the paper's runs augment captions as RDE does.
  public let augmentsCaptions: Bool
  /// Whether batches carry masked captions.
  public let needsMaskedCaptions: Bool
  /// Whether batches carry a second augmentation of their images.
  public var needsSecondView = false
  /// The image augmentation of the paper's runs, a preset's name.
  public var imageAugmentation = "paper"
}

/// What a method is built for.
public struct MethodContext: Sendable {
  /// The size of the trunk.
  public var model: ModelSpec
  /// The number of training identities.
  public var identityCount: Int
  /// The seed of weights and of the method's own random choices.
  public var seed: UInt64
  /// Where to train.
  public var device: Device
  /// The optimiser steps of the whole training; 0 where the method is not trained.
  public var trainingSteps: Int

  /// Creates a context.
  public init(
    model: ModelSpec, identityCount: Int, seed: UInt64, device: Device = .cpu, trainingSteps: Int = 0
  ) {
    self.model = model
    self.identityCount = identityCount
    self.seed = seed
    self.device = device
    self.trainingSteps = trainingSteps
  }
}

/// One row of the method registry: a published method is a named point in the space of configurations.
public struct MethodEntry: Sendable {
  /// Who it is.
  public let info: MethodInfo
  /// The documentation of its fields.
  public let fields: [ConfigurationField]
  /// The default value of every field.
  public let defaults: [String: JSONValue]
  private let resolver: @Sendable ([String: JSONValue], StudyFacts) throws -> JSONValue
  private let builder: @Sendable (JSONValue, MethodContext) throws -> any RetrievalMethod

  /// Describes a method by its configuration's default and a function that builds it.
  public init<Configuration: MethodConfiguration>(
    _ info: MethodInfo, defaults: Configuration,
    build: @escaping @Sendable (Configuration, MethodContext) throws -> any RetrievalMethod
  ) {
    let id = info.id
    let values = Self.members(of: defaults)
    self.info = info
    self.fields = Configuration.fields
    self.defaults = values
    resolver = { overrides, study in
      for name in overrides.keys.sorted() where values[name] == nil {
        throw MethodError.unknownField(name, method: id, known: values.keys.sorted())
      }
      let merged = values.merging(overrides) { $1 }
      var configuration: Configuration = try Self.decoded(.object(merged), method: id)
      try configuration.validate()
      configuration.resolve(for: study)
      return .object(Self.members(of: configuration))
    }
    builder = { resolved, context in
      try build(Self.decoded(resolved, method: id), context)
    }
  }

  /// The whole configuration after overrides, checked, with nothing left to the day's default.
  ///
  /// - Throws: `MethodError` for an unknown field, a wrong type, or a value out of range.
  public func resolved(_ overrides: [String: JSONValue] = [:], for study: StudyFacts) throws -> MethodSpec {
    MethodSpec(id: info.id, revision: info.revision, configuration: try resolver(overrides, study))
  }

  /// The method with a resolved configuration.
  public func build(_ spec: MethodSpec, in context: MethodContext) throws -> any RetrievalMethod {
    try builder(spec.configuration, context)
  }

  private static func decoded<Configuration: MethodConfiguration>(
    _ value: JSONValue, method: String
  ) throws -> Configuration {
    do {
      return try JSONDecoder().decode(Configuration.self, from: JSONEncoder().encode(value))
    } catch let error as DecodingError {
      throw malformed(error, method: method)
    }
  }

  private static func malformed(_ error: DecodingError, method: String) -> MethodError {
    switch error {
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      .malformedField(
        context.codingPath.map(\.stringValue).joined(separator: "."), method: method, reason: "must be a \(type)")
    case .keyNotFound(let key, _): .malformedField(key.stringValue, method: method, reason: "is missing")
    case .dataCorrupted(let context):
      .malformedField(
        context.codingPath.map(\.stringValue).joined(separator: "."), method: method,
        reason: "has an unknown value (\(context.debugDescription))")
    @unknown default: .malformedField("configuration", method: method, reason: "cannot be read")
    }
  }

  /// A configuration's fields as JSON. Encoding plain fields does not fail; a field that did would miss its contract
  /// test, which compares these with the documented fields.
  private static func members(of configuration: some MethodConfiguration) -> [String: JSONValue] {
    guard let data = try? JSONEncoder().encode(configuration),
      let value = try? JSONDecoder().decode([String: JSONValue].self, from: data)
    else { return [:] }
    return value
  }
}
