package import BenchCore
import Datasets
import Studies

extension RunSpec {
  /// Says that training on real images started from random weights; `nil` where it did not.
  package func weightsWarning(isStandIn: Bool) -> String? {
    guard let model = setup?.model, model.initialWeights == ModelSpec.randomWeights, !isStandIn else { return nil }
    return "trained from random weights, not from \(model.family.pretrained) as in the papers"
  }
}

extension PlannedRun {
  /// What a reader of the run's numbers must know of its data and of where it started, a sentence each.
  ///
  /// Rendered stand-ins have captions longer than the embedded model reads by design, and mostly start from random
  /// weights to be pretrained: no news.
  func warnings(of contents: DatasetContents, tokenizer: any CaptionTokenizer) -> [String] {
    guard !isStandIn else { return [] }
    let cut = CutCaptions(in: contents, tokenizer: tokenizer)
    return [spec.weightsWarning(isStandIn: isStandIn), cut.count > 0 ? cut.description : nil].compactMap(\.self)
  }
}

extension RunWorkspace {
  /// Says that a run's images may not be those of its specification; `nil` where they were looked at.
  var imagesWarning: String? {
    trustsCache == true ? "images were taken for what the cache says, without a look at the files" : nil
  }
}
