import BenchCore
import Datasets
import Studies

extension RunTask {
  /// The dataset and the noisy pairs of a run, checked to be those it was planned with.
  func data() throws -> (contents: DatasetContents, noisy: NoisyPairs) {
    let spec = run.spec
    let dataset = try DatasetRegistry.info(named: spec.dataset.id).read(dataRoot: workspace.dataRoot)
    guard dataset.annotationChecksum == spec.dataset.annotationChecksum else {
      throw StudyFailure.changedData(run: run.name, what: "the annotations of \(spec.dataset.id)")
    }
    let contents = try dataset.skippingTrainingImages(spec.dataset.skippedImages ?? [])
    // Runs that were planned before images were looked at do not say what they are.
    if let checksum = spec.dataset.imageChecksum {
      let images = try ImageChecksum(
        of: contents, cacheDirectory: workspace.cacheDirectory, trustsCache: workspace.trustsCache ?? false)
      guard images.value == checksum else {
        throw StudyFailure.changedData(run: run.name, what: "the images of \(spec.dataset.id)")
      }
    }
    let noisy = try StudyNoise.inject(
      spec.noise.injector, index: workspace.noiseIndex, rate: spec.noise.rate, seed: spec.noise.seed, into: contents)
    guard noisy.checksum == spec.noise.indexChecksum else {
      throw StudyFailure.changedData(run: run.name, what: "the noise of \(spec.noise.injector)")
    }
    return (contents, noisy)
  }
}
