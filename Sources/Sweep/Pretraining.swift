import Checkpoints
import Datasets
package import Foundation
import Methods

/// How the embedded weights are made: the study's only cell, and the file that becomes of its last checkpoint.
///
/// A small CLIP with token selection heads is trained with InfoNCE on generic drawings: other identities, words, sentences
/// and cameras than those of the datasets that it is trained on afterwards, as CLIP's web images are to the papers'.
package enum Pretraining {
  /// The dataset of generic drawings.
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

  /// Writes the trained weights of a cell as float16 with a note that training starts from all of them.
  ///
  /// The file appears whole or not at all.
  ///
  /// - Throws: `CheckpointFailure`.
  package static func export(_ cell: StudyCell, of workspace: CellWorkspace, to file: URL) throws {
    let trained = try Checkpoint.open(workspace.weightsFile(of: cell, checkpoint: SavedWeights.last.rawValue))
    try trained.write(
      to: file, precision: .half, adding: [RunMetadata.pretrained: "\(datasetID), seed \(cell.spec.seed)"])
  }
}
