package import BenchCore
import Foundation
package import Models
package import Torch
package import Training

/// Who a method is.
package struct MethodInfo: Sendable, Equatable {
  /// The registry id, such as `rde-tal`.
  package let id: String
  /// The name in tables, such as `RDE`.
  package let title: String
  /// One line for `bench list methods`.
  package let summary: String
  /// Authors, title, venue.
  package let citation: String
  /// Raised when a change of code changes the method's numbers.
  package let revision: Int
  /// Whether the paper's runs augment captions as RDE does.
  package let augmentsCaptions: Bool
  /// The image augmentation of the paper's runs, a preset's name.
  package let imageAugmentation: String
  /// The network it trains.
  package let family: ModelFamily
  /// What its numbers depend on that its paper does not settle; tables say it.
  package let openDecision: OpenDecision?

  package init(
    id: String, title: String, summary: String, citation: String, revision: Int = 1, augmentsCaptions: Bool = false,
    imageAugmentation: String = "paper", family: ModelFamily = .clip,
    openDecision: OpenDecision? = nil
  ) {
    self.id = id
    self.title = title
    self.summary = summary
    self.citation = citation
    self.revision = revision
    self.augmentsCaptions = augmentsCaptions
    self.imageAugmentation = imageAugmentation
    self.family = family
    self.openDecision = openDecision
  }
}

/// What a method is built for.
package struct MethodContext: Sendable {
  /// The size of the backbone.
  package var model: ModelSpec
  /// The number of training identities.
  package var identityCount: Int
  /// The seed of weights and of the method's own random choices.
  package var seed: UInt64
  /// Where to train.
  package var device: Device
  /// In which number formats, and what is kept for the backward pass.
  package var computation: Computation
  /// The optimiser steps of the whole training on all pairs; 0 where the method is not trained.
  package var trainingSteps: Int
  /// How it is trained; `nil` where nobody says.
  package var recipe: TrainingRecipe?
  /// Which pairs are truly clean; there only for a method whose resolved configuration says `usesOracle`.
  package internal(set) var oracle: OracleMask?

  package init(
    model: ModelSpec, identityCount: Int, seed: UInt64, device: Device = .cpu,
    computation: Computation = Computation(), trainingSteps: Int = 0, recipe: TrainingRecipe? = nil
  ) {
    self.model = model
    self.identityCount = identityCount
    self.seed = seed
    self.device = device
    self.computation = computation
    self.trainingSteps = trainingSteps
    self.recipe = recipe
  }

  /// The optimiser steps of the whole training of a method that leaves pairs out or sets the steps of an epoch, as it
  /// tells the trainer.
  ///
  /// - Parameters:
  ///   - pairs: The pairs that batches are made of; `nil` for all.
  ///   - stepsPerEpoch: The steps of an epoch; `nil` for as many as the pairs fill.
  func trainingSteps(on pairs: [Int]?, stepsPerEpoch: Int? = nil) -> Int {
    guard let recipe else { return trainingSteps }
    if let stepsPerEpoch { return recipe.epochs * stepsPerEpoch }
    return pairs.map { recipe.steps(pairs: $0.count) } ?? trainingSteps
  }

  /// An empty store for the method's parameters.
  func parameterStore() throws -> ParameterStore {
    try ParameterStore(seed: seed, device: device, computation: computation)
  }
}

/// One row of the method registry: a published method is a named point in the space of configurations.
package struct MethodEntry: Sendable {
  /// Who it is.
  package let info: MethodInfo
  /// The documentation of its fields.
  package let fields: [ConfigurationField]
  /// The default value of every field.
  package let defaults: [String: JSONValue]
  private let reader: @Sendable (JSONValue) throws -> any MethodConfiguration
  private let resolver: @Sendable ([String: JSONValue], StudyFacts) throws -> JSONValue
  private let builder: @Sendable (JSONValue, MethodContext, OracleMask?) throws -> any RetrievalMethod

  /// Describes a method by its configuration's default and a function that builds it.
  package init<Configuration: MethodConfiguration>(
    _ info: MethodInfo, defaults: Configuration,
    build: @escaping @Sendable (Configuration, MethodContext) throws -> any RetrievalMethod
  ) {
    let id = info.id
    let values = Self.members(of: defaults)
    let fields = Configuration.fields
    // A configuration of before such a field was there, and one that does not change it, leaves it out.
    let omitted = Dictionary(
      uniqueKeysWithValues: fields.compactMap { field in field.absentValue.map { (field.name, $0) } })
    self.info = info
    self.fields = fields
    self.defaults = values
    resolver = { overrides, study in
      for name in overrides.keys.sorted() where values[name] == nil {
        throw MethodFailure.unknownField(name, method: id, known: values.keys.sorted())
      }
      var merged = values.merging(overrides) { $1 }
      for field in fields {
        guard let value = merged[field.name].map(field.permitted.canonical) else { continue }
        try field.permitted.check(value, of: field.name, method: id)
        merged[field.name] = value
      }
      var configuration: Configuration = try Self.decoded(.object(merged), method: id)
      try configuration.validate()
      configuration.resolve(for: study)
      return .object(Self.members(of: configuration).filter { $1 != omitted[$0] })
    }
    let read: @Sendable (JSONValue) throws -> Configuration = {
      try Self.decoded($0.filled(with: omitted), method: id)
    }
    reader = read
    builder = { resolved, context, truth in
      let configuration = try read(resolved)
      var context = context
      context.oracle = configuration.usesOracle ? truth : nil
      return try build(configuration, context)
    }
  }

  /// The field that a person calls `name`: by its name, or by another of its names, such as `tau`.
  ///
  /// - Throws: `MethodFailure.unknownField` with close matches.
  package func field(named name: String) throws -> ConfigurationField {
    guard let field = ConfigurationField.named(name, in: fields) else {
      throw MethodFailure.unknownField(name, method: info.id, known: fields.flatMap { [$0.name] + $0.aliases })
    }
    return field
  }

  /// The whole configuration after overrides, checked, with nothing left to the day's default.
  ///
  /// - Throws: `MethodFailure` for an unknown field, a wrong type, or a value out of range.
  package func resolved(_ overrides: [String: JSONValue] = [:], for study: StudyFacts) throws -> MethodSpec {
    MethodSpec(id: info.id, revision: info.revision, configuration: try resolver(overrides, study))
  }

  /// What a resolved configuration wants of batches.
  ///
  /// - Throws: `MethodFailure` for a configuration that is not this method's.
  package func needs(of spec: MethodSpec) throws -> SampleNeeds { try reader(spec.configuration).needs }

  /// The preset by which a resolved configuration augments images whatever its study says; `nil` for what the study says.
  ///
  /// - Throws: `MethodFailure` for a configuration that is not this method's.
  package func ownImageAugmentation(of spec: MethodSpec) throws -> String? {
    try reader(spec.configuration).ownImageAugmentation
  }

  /// What an epoch of a resolved configuration is.
  ///
  /// - Throws: `MethodFailure` for a configuration that is not this method's.
  package func epochLength(of spec: MethodSpec) throws -> EpochLength { try reader(spec.configuration).epochLength }

  /// The method with a resolved configuration.
  ///
  /// - Parameter truth: Which pairs are clean. Withheld from the method unless its configuration says `usesOracle`.
  /// - Throws: `MethodFailure` for a configuration that is not this method's, `ModelFailure` for a model of no size.
  package func build(
    _ spec: MethodSpec, in context: MethodContext, truth: OracleMask? = nil
  ) throws -> any RetrievalMethod {
    try builder(spec.configuration, context, truth)
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

  private static func malformed(_ error: DecodingError, method: String) -> MethodFailure {
    switch error {
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      .malformedField(
        context.codingPath.map(\.stringValue).joined(separator: "."), method: method,
        reason: "must be \(plainName(of: type))")
    case .keyNotFound(let key, _): .malformedField(key.stringValue, method: method, reason: "is missing")
    case .dataCorrupted(let context):
      .malformedField(
        context.codingPath.map(\.stringValue).joined(separator: "."), method: method,
        reason: "has an unknown value (\(context.debugDescription))")
    @unknown default: .malformedField("configuration", method: method, reason: "cannot be read")
    }
  }

  private static func plainName(of type: any Any.Type) -> String {
    switch type {
    case is Bool.Type: "true or false"
    case is Double.Type: "a number"
    case is Int.Type: "a whole number"
    default: "a word"
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

extension JSONValue {
  /// An object with more members where it lacks them; anything else as it is.
  fileprivate func filled(with defaults: [String: JSONValue]) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(defaults.merging(members) { $1 })
  }
}
