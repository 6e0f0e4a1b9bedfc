import BenchCore
import Foundation
import Metrics
import TestSupport
import Testing

@Suite struct GaussianMixture1DTests {
  /// Where Lloyd's start matters, and where a component shrinks to a spike.
  @Test func `agrees with scikit-learn`() throws {
    let script = """
      import sys, warnings
      import numpy as np
      from sklearn.mixture import GaussianMixture
      warnings.filterwarnings("ignore")
      draw, count = np.random.default_rng(11), 3000
      shapes = {
          "unimodal": draw.normal(0, 1, count),
          "skewed": draw.gamma(0.7, 1, count),
          "heavy": draw.lognormal(0, 1.2, count),
          "spike": np.where(draw.random(count) < 0.6, 0, draw.gamma(2, 1, count)),
          "bimodal": np.where(draw.random(count) < 0.7, draw.normal(0, 0.5, count), draw.normal(3, 1, count)),
          "rare": np.where(draw.random(count) < 0.97, draw.gamma(2, 0.3, count), draw.normal(8, 1, count)),
      }
      settings = {"strict": (100, 1e-4, 1e-6), "loose": (10, 1e-2, 5e-4)}
      for shape, values in shapes.items():
          for type in ("f4", "f8"):
              values = ((values - values.min()) / (values.max() - values.min())).astype(type)
              values.tofile(f"{sys.argv[1]}/{shape}.{type}")
              for name, (limit, tolerance, regularization) in settings.items():
                  mixture = GaussianMixture(2, max_iter=limit, tol=tolerance, reg_covar=regularization, random_state=0)
                  mixture.fit(values[:, None])
                  clean = mixture.predict_proba(values[:, None])[:, mixture.means_.argmin()]
                  clean.astype("<f8").tofile(f"{sys.argv[1]}/{shape}.{type}.{name}")
                  print(shape, type, name, mixture.n_iter_, int(mixture.converged_))
      """
    try withTemporaryFolder { folder in
      func read<Element: BitwiseCopyable>(_ name: String) throws -> [Element] {
        try Data(contentsOf: folder.appending(path: name)).withUnsafeBytes { Array($0.bindMemory(to: Element.self)) }
      }
      let lines = try Python.run(script, folder.path).split(separator: "\n").map { $0.split(separator: " ") }
      #expect(lines.count == 24)
      for line in lines {
        let settings: MixtureSettings = line[2] == "strict" ? .strict : .loose
        let mixture: GaussianMixture1D
        let values: [Double]
        if line[1] == "f4" {
          let single: [Float] = try read("\(line[0]).f4")
          mixture = try GaussianMixture1D(fitting: single, settings: settings)
          values = single.map { Double($0) }
        } else {
          values = try read("\(line[0]).f8")
          mixture = try GaussianMixture1D(fitting: values, settings: settings)
        }
        let clean: [Double] = try read(line[0...2].joined(separator: "."))
        let furthest = zip(values, clean).map { abs(mixture.lowerProbability(of: $0) - $1) }.max() ?? .nan
        #expect(furthest < (line[1] == "f4" ? 1e-3 : 1e-9), "\(line)")
        #expect(mixture.iterations == Int(line[3]), "\(line)")
        #expect(mixture.hasConverged == (line[4] == "1"), "\(line)")
      }
    }
  }

  @Test func `finds two Gaussians`() throws {
    var generator = SeededGenerator(seed: 1, stream: "gaussians")
    func gaussian(_ mean: Double, _ deviation: Double) -> Double {
      mean + deviation * (-2 * log(1 - generator.uniform())).squareRoot() * cos(2 * .pi * generator.uniform())
    }
    let values = (0..<8000).map { $0 < 6000 ? gaussian(5, 0.5) : gaussian(-1, 0.25) }
    let mixture = try GaussianMixture1D(fitting: values, settings: .strict)
    #expect(abs(mixture.lower.mean + 1) < 0.03 && abs(mixture.upper.mean - 5) < 0.03)
    #expect(abs(mixture.lower.weight - 0.25) < 0.001 && abs(mixture.lower.weight + mixture.upper.weight - 1) < 1e-12)
    #expect(abs(mixture.lower.variance.squareRoot() - 0.25) < 0.02)
    #expect(abs(mixture.upper.variance.squareRoot() - 0.5) < 0.02)
    #expect(mixture.hasConverged && mixture.warnings.isEmpty)
    #expect(mixture.lowerProbability(of: -1) > 0.999 && mixture.lowerProbability(of: 5) < 1e-6)
  }

  @Test func `says so when it cannot`() {
    func fit(_ values: [Double], _ settings: MixtureSettings = .strict) throws {
      _ = try GaussianMixture1D(fitting: values, settings: settings)
    }
    #expect(throws: MixtureFailure.tooFewValues(0)) { try fit([]) }
    #expect(throws: MixtureFailure.tooFewValues(1)) { try fit([1]) }
    #expect(throws: MixtureFailure.constant(3)) { try fit([3, 3, 3]) }
    #expect(throws: MixtureFailure.notFinite(index: 2)) { try fit([1, 2, .nan, .infinity]) }
    #expect(throws: MixtureFailure.notFinite(index: 1)) { try fit([1, -.infinity, 3]) }
    #expect(throws: MixtureFailure.tooWide(least: -1e200, largest: 1e200)) { try fit([-1e200, 0, 1e200]) }
    #expect(throws: MixtureFailure.tooWide(least: 0, largest: 0x1p90)) {
      try GaussianMixture1D(fitting: [0, 1, 0x1p90] as [Float], settings: .strict)
    }
    #expect(throws: MixtureFailure.noWidth(mean: 0)) {
      try fit([0, 0, 0, 5, 6, 7], MixtureSettings(iterationLimit: 10, tolerance: 0, regularization: 0))
    }
    for settings in [
      MixtureSettings(iterationLimit: 0, tolerance: 0, regularization: 0),
      MixtureSettings(iterationLimit: 1, tolerance: -1, regularization: 0),
      MixtureSettings(iterationLimit: 1, tolerance: 0, regularization: .infinity),
    ] {
      #expect(throws: MixtureFailure.settings(settings)) { try fit([1, 2, 3], settings) }
    }
    #expect(MixtureFailure.notFinite(index: 2).description.hasPrefix("value 2: "))
  }

  @Test func `warns of what it cannot divide well`() throws {
    let twoValued = try GaussianMixture1D(
      fitting: [0, 1, 0, 0, 1, 0] as [Float], settings: .strict)
    #expect(
      twoValued.warnings
        == [.twoValues(0, 1), .spike(mean: twoValued.lower.mean), .spike(mean: twoValued.upper.mean)])
    #expect(abs(twoValued.lower.weight - 2.0 / 3) < 1e-6)
    #expect(twoValued.lowerProbability(of: 0) > 0.999 && twoValued.lowerProbability(of: 1) < 0.001)

    let hasty = try GaussianMixture1D(
      fitting: (0..<100).map { Double($0 * $0) },
      settings: MixtureSettings(iterationLimit: 2, tolerance: 1e-9, regularization: 1e-6))
    #expect(hasty.warnings == [.notConverged(iterations: 2)])
    #expect(!hasty.hasConverged && hasty.iterations == 2)
    #expect(hasty.warnings[0].description.contains("2 iterations"))
  }

  @Test func `warns of a component without values`() throws {
    // So wide a regularisation that one component takes everything over.
    let values = (0..<50).map { Double($0 % 7) * 1e-3 } + [1e-1]
    let mixture = try GaussianMixture1D(
      fitting: values, settings: MixtureSettings(iterationLimit: 20_000, tolerance: 0, regularization: 1e-3))
    #expect(mixture.warnings.contains { if case .emptyComponent = $0 { true } else { false } })
  }
}
