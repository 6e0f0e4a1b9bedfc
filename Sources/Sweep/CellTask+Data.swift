import BenchCore
import Datasets
import Noise

extension CellTask {
  /// The dataset and the noisy pairs of a cell, checked to be those it was planned with.
  func data() throws -> (contents: DatasetContents, noisy: NoisyPairs) {
    let spec = cell.spec
    let contents = try DatasetRegistry.info(named: spec.dataset.id).read(dataRoot: workspace.dataRoot)
    guard contents.annotationChecksum == spec.dataset.annotationChecksum else {
      throw StudyFailure.changedData(cell: cell.name, what: "the annotations of \(spec.dataset.id)")
    }
    let noisy = try NoiseRegistry.injector(id: spec.noise.injector)
      .inject(rate: spec.noise.rate, seed: spec.noise.seed, into: contents.train)
    guard noisy.checksum == spec.noise.indexChecksum else {
      throw StudyFailure.changedData(cell: cell.name, what: "the noise of \(spec.noise.injector)")
    }
    return (contents, noisy)
  }
}
