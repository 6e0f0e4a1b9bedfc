import BenchCore

/// The images of each dataset, as far as runs say what they are.
///
/// Runs of before specifications had a digest of the images are taken for runs on those of the others, where these agree.
struct KnownImages {
  private var checksums: [DatasetSpec: Set<String>] = [:]

  /// Looks at the datasets of all runs.
  init(in runs: [RunRecord]) {
    for run in runs {
      var dataset = run.spec.dataset
      guard let checksum = dataset.imageChecksum else { continue }
      dataset.imageChecksum = nil
      checksums[dataset, default: []].insert(checksum)
    }
  }

  /// The specification with the digest of its images, where that is known from other runs.
  func completed(_ spec: RunSpec) -> RunSpec {
    guard spec.dataset.imageChecksum == nil, let known = checksums[spec.dataset], known.count == 1 else { return spec }
    var spec = spec
    spec.dataset.imageChecksum = known.first
    return spec
  }
}

extension RunGroup {
  /// The finished runs of before images were looked at, where the group has the images of other runs.
  var withUnknownImages: [RunRecord] {
    spec.dataset.imageChecksum == nil ? [] : finished.filter { $0.spec.dataset.imageChecksum == nil }
  }
}
