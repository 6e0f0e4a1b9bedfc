import BenchCore
import Datasets
import Studies

extension PlannedRun {
  /// What a reader of the run's numbers must know of its data and of where it started, a sentence each.
  ///
  /// Rendered stand-ins have captions longer than the embedded model reads by design, and mostly start from random
  /// weights to be pretrained: no news.
  func warnings(of contents: DatasetContents, tokenizer: any CaptionTokenizer) -> [String] {
    guard !isStandIn, let setup = spec.setup else { return [] }
    var warnings: [String] = []
    if setup.model.initialWeights == ModelSpec.randomWeights {
      warnings.append("trained from random weights, not from CLIP's as in the papers")
    }
    let cut = CutCaptions(in: contents, tokenizer: tokenizer)
    if cut.count > 0 { warnings.append(cut.description) }
    return warnings
  }
}
