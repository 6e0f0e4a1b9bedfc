import BenchCore
import Foundation
import Metrics
import TestSupport
import Testing

@Suite struct SampleSelectionQualityTests {
  @Test func `agrees with scikit-learn`() throws {
    var generator = SeededGenerator(seed: 1, stream: "division")
    let truth = (0..<400).map { _ in generator.chance(0.7) }
    // Few different values, so that clean and noisy pairs tie.
    let probabilities = truth.map { isClean in
      Float(min(15, generator.index(below: 12) + (isClean ? 4 : 0))) / 16
    }
    let quality = try SampleSelectionQuality(
      predicted: probabilities.map { $0 > 0.5 }, truth: truth, probabilities: probabilities,
      losses: truth.indices.map { Float($0 % 7) - probabilities[$0] })
    let script = """
      import json, sys
      from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, precision_score, recall_score, roc_auc_score
      truth, probabilities = json.loads(sys.argv[1]), json.loads(sys.argv[2])
      predicted = [p > 0.5 for p in probabilities]
      (tn, fp), (fn, tp) = confusion_matrix(truth, predicted).tolist()
      print(tp, fp, fn, tn, *(f(truth, predicted) for f in (precision_score, recall_score, accuracy_score, f1_score)),
            roc_auc_score(truth, probabilities),
            roc_auc_score(truth, [p - i % 7 for i, p in enumerate(probabilities)]))
      """
    let expected = try Python.run(script, "\(truth)", "\(probabilities)").split(whereSeparator: \.isWhitespace)
      .compactMap { Double($0) }
    let own = [
      Double(quality.keptClean), Double(quality.keptNoisy), Double(quality.droppedClean), Double(quality.droppedNoisy),
      quality.precision, quality.recall, quality.accuracy, quality.f1, quality.auc, quality.lossAUC,
    ].compactMap(\.self)
    #expect(own.count == 10 && expected.count == 10)
    for (left, right) in zip(own, expected) { #expect(abs(left - right) < 1e-12) }
  }

  @Test func `is silent where a number is not defined`() throws {
    let allDropped = try SampleSelectionQuality(
      predicted: [false, false], truth: [true, false], probabilities: [0.1, 0.2])
    #expect(allDropped.precision == nil && allDropped.recall == 0 && allDropped.f1 == 0 && allDropped.auc == 0)
    let allNoisy = try SampleSelectionQuality(
      predicted: [false, true], truth: [false, false], probabilities: [0.1, 0.2])
    #expect(allNoisy.precision == 0 && allNoisy.recall == nil && allNoisy.auc == nil && allNoisy.accuracy == 0.5)
    let nothing = try SampleSelectionQuality(predicted: [], truth: [])
    #expect(nothing.accuracy == nil && nothing.f1 == nil && nothing.auc == nil)
    #expect(try SampleSelectionQuality(predicted: [true, false], truth: [true, false]).auc == nil)
    let tied = try SampleSelectionQuality(predicted: [true, true], truth: [true, false], probabilities: [0.5, 0.5])
    #expect(tied.auc == 0.5)
  }

  @Test func `refuses columns of different lengths`() {
    #expect(throws: SampleSelectionFailure.lengths(what: "predictions", count: 1, truth: 2)) {
      try SampleSelectionQuality(predicted: [true], truth: [true, false])
    }
    #expect(throws: SampleSelectionFailure.lengths(what: "probabilities", count: 1, truth: 2)) {
      try SampleSelectionQuality(predicted: [true, true], truth: [true, false], probabilities: [1])
    }
    #expect(throws: SampleSelectionFailure.notANumber(what: "probabilities", index: 1)) {
      try SampleSelectionQuality(predicted: [true, true], truth: [true, false], probabilities: [1, .nan])
    }
    #expect(throws: SampleSelectionFailure.notANumber(what: "losses", index: 0)) {
      try SampleSelectionQuality(predicted: [true, true], truth: [true, false], losses: [.nan, 1])
    }
  }
}
