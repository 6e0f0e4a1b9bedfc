import Methods
import SynthPedes

/// How the embedded weights are made: the study of one run whose last checkpoint they are.
///
/// A small CLIP with token selection heads is trained with InfoNCE on generic images: other identities, words, sentences
/// and cameras than those of the datasets that it is trained on afterwards, as CLIP's web images are to the papers'.
package enum Pretraining {
  /// The dataset of generic images.
  package static let datasetID = SynthPedesConfiguration.pretraining.datasetID

  /// The study that makes the weights of a seed.
  package static func request(seed: UInt64) -> StudyRequest {
    let method = MethodRegistry.pretraining
    var request = StudyRequest(datasets: [datasetID], methods: [method.id], noiseRates: [0], seeds: [seed])
    request.settings = method.settings.sorted { $0.key < $1.key }.map {
      FieldSetting(scope: method.id, field: $0.key, values: [$0.value])
    }
    request.weights = .random
    request.epochs = 14
    request.batchSize = 64
    request.learningRate = 1e-3
    request.captionAugmentation = .off
    request.imageAugmentation = "none"
    return request
  }
}
