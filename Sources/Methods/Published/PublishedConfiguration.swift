import BenchCore

/// The settings of a published method, which is a point in the space of compositions.
package protocol PublishedConfiguration: MethodConfiguration {
  /// The method that the settings stand for.
  var composition: Composition { get }
}

extension PublishedConfiguration {
  /// The method with these settings, which are resolved.
  package func method(in context: MethodContext) throws -> ComposedMethod {
    try ComposedMethod(composition, in: context)
  }

  package var epochLength: EpochLength {
    let composition = composition
    return EpochLength(leavesNoisyPairsOut: composition.oracle == .refill, steps: composition.stepsPerEpoch)
  }
}

extension MethodEntry {
  /// A published method with its paper's settings, of which some may be another row's.
  package init<Configuration: PublishedConfiguration>(
    _ info: MethodInfo, _ type: Configuration.Type, change: (inout Configuration) -> Void = { _ in }
  ) {
    var configuration = type.init()
    change(&configuration)
    self.init(info, defaults: configuration) { try $0.method(in: $1) }
  }
}
