import Checkpoints
package import Foundation
package import Studies

extension Pretraining {
  /// Writes the trained weights of a run as float16 with a note that training starts from all of them.
  ///
  /// The file appears whole or not at all.
  ///
  /// - Throws: `CheckpointFailure`.
  package static func export(_ run: PlannedRun, of workspace: RunWorkspace, to file: URL) throws {
    let trained = try Checkpoint.open(workspace.weightsFile(of: run, checkpoint: SavedWeights.last.rawValue))
    try trained.write(
      to: file, precision: .half, adding: [RunMetadata.pretrained: "\(datasetID), seed \(run.spec.seed)"])
  }
}
