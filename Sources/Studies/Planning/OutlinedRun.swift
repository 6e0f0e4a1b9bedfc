package import BenchCore
import Methods

/// A run as far as it is known without data and weights. Runs that differ in their seeds alone are one.
package struct OutlinedRun: Sendable, Hashable {
  /// The dataset's registry id.
  package let dataset: String
  /// The share of noisy pairs, `0...1`.
  package let noise: Double
  /// The noise injector's id.
  package let injector: String
  /// The seed of the injector.
  package let noiseSeed: UInt64
  /// The method with its configuration.
  package let method: MethodSpec
  /// What the study says of training; all else is open.
  package let training: OutlinedTraining

  /// Whether a run that was made is this one, whatever its seed.
  package func isMade(by spec: RunSpec) -> Bool {
    dataset == spec.dataset.id && noise == spec.noise.rate && injector == spec.noise.injector
      && noiseSeed == spec.noise.seed && method == spec.method && training.allows(spec)
  }
}

extension StudyRequest {
  /// The runs that are asked for; no dataset and no weights are read.
  ///
  /// - Parameter model: The network, which some fields of methods follow.
  /// - Throws: What `StudyPlanner.check` throws of methods and their fields.
  package func outline(for model: ModelSpec = .paper) throws -> [OutlinedRun] {
    let methods = try PlannedMethod.all(of: self)
    let training = OutlinedTraining(self)
    return try datasets.flatMap { dataset in
      try noiseRates.flatMap { rate in
        let facts = StudyFacts(
          noiseRate: rate, datasetID: dataset, imageLayers: model.visionLayers, imageWidth: model.visionWidth)
        return try methods.flatMap { try $0.configurations(for: facts) }.map { configuration in
          OutlinedRun(
            dataset: dataset, noise: rate, injector: injector, noiseSeed: noiseSeed, method: configuration.spec,
            training: training)
        }
      }
    }
  }
}
