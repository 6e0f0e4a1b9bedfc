import BenchCore
import Datasets
import Noise

extension CellTask {
  /// The dataset and the noisy pairs of a cell, checked to be those it was planned with.
  func data() throws -> (contents: DatasetContents, noisy: NoisyPairs) {
    let spec = cell.spec
    let dataset = try DatasetRegistry.info(named: spec.dataset.id).read(dataRoot: workspace.dataRoot)
    guard dataset.annotationChecksum == spec.dataset.annotationChecksum else {
      throw StudyFailure.changedData(cell: cell.name, what: "the annotations of \(spec.dataset.id)")
    }
    let contents = try dataset.skippingTrainingImages(spec.dataset.skippedImages ?? [])
    let noisy = try StudyNoise.inject(
      spec.noise.injector, index: workspace.noiseIndex, rate: spec.noise.rate, seed: spec.noise.seed, into: contents)
    guard noisy.checksum == spec.noise.indexChecksum else {
      throw StudyFailure.changedData(cell: cell.name, what: "the noise of \(spec.noise.injector)")
    }
    return (contents, noisy)
  }
}
