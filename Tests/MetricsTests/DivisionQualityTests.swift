import BenchCore
import Foundation
import Metrics
import TestSupport
import Testing

@Suite struct DivisionQualityTests {
  @Test func `agrees with scikit-learn`() throws {
    var generator = SeededGenerator(seed: 1, stream: "division")
    let truth = (0..<400).map { _ in generator.chance(0.7) }
    // Few different values, so that clean and noisy pairs tie.
    let probabilities = truth.map { isClean in
      Float(min(15, generator.index(below: 12) + (isClean ? 4 : 0))) / 16
    }
    let quality = try DivisionQuality(
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
      quality.precision, quality.recall, quality.accuracy, quality.f1, quality.area, quality.lossArea,
    ].compactMap(\.self)
    #expect(own.count == 10 && expected.count == 10)
    for (left, right) in zip(own, expected) { #expect(abs(left - right) < 1e-12) }
  }

  @Test func `is silent where a number is not defined`() throws {
    let allDropped = try DivisionQuality(predicted: [false, false], truth: [true, false], probabilities: [0.1, 0.2])
    #expect(allDropped.precision == nil && allDropped.recall == 0 && allDropped.f1 == 0 && allDropped.area == 0)
    let allNoisy = try DivisionQuality(predicted: [false, true], truth: [false, false], probabilities: [0.1, 0.2])
    #expect(allNoisy.precision == 0 && allNoisy.recall == nil && allNoisy.area == nil && allNoisy.accuracy == 0.5)
    let nothing = try DivisionQuality(predicted: [], truth: [])
    #expect(nothing.accuracy == nil && nothing.f1 == nil && nothing.area == nil)
    #expect(try DivisionQuality(predicted: [true, false], truth: [true, false]).area == nil)
    let tied = try DivisionQuality(predicted: [true, true], truth: [true, false], probabilities: [0.5, 0.5])
    #expect(tied.area == 0.5)
  }

  @Test func `refuses columns of different lengths`() {
    #expect(throws: DivisionFailure.lengths(what: "predictions", count: 1, truth: 2)) {
      try DivisionQuality(predicted: [true], truth: [true, false])
    }
    #expect(throws: DivisionFailure.lengths(what: "probabilities", count: 1, truth: 2)) {
      try DivisionQuality(predicted: [true, true], truth: [true, false], probabilities: [1])
    }
    #expect(throws: DivisionFailure.notANumber(what: "probabilities", index: 1)) {
      try DivisionQuality(predicted: [true, true], truth: [true, false], probabilities: [1, .nan])
    }
    #expect(throws: DivisionFailure.notANumber(what: "losses", index: 0)) {
      try DivisionQuality(predicted: [true, true], truth: [true, false], losses: [.nan, 1])
    }
  }
}
