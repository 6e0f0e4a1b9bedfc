package import BenchCore
import Foundation

/// Histograms of per-sample losses of clean and of mismatched pairs, with the mixture that the method fitted.
///
/// A figure for each dataset, noise setting and method that selects samples (the first seed), with a panel for each
/// head before the first and the last such epoch. Losses are normalised to `0...1`, as the method does.
package enum LossFigure {
  /// The bins over normalised losses.
  static let binCount = 50

  /// The figures of `runs`; none for runs without sample selections or without the truth.
  package static func figures(
    of runs: [RunRecord],
    order: DisplayOrder = DisplayOrder()
  ) -> [LineFigure] {
    let lines = RunLines(runs, order: order)
    return lines.datasets.flatMap { dataset in
      lines.noises(in: dataset).flatMap { noise in
        lines.members(dataset: dataset, noise: noise).compactMap { line -> LineFigure? in
          guard let run = line.group.finished.first(where: { $0.sampleSelections != nil }),
            let selections = run.sampleSelections, let truth = run.noise?.isClean
          else { return nil }
          let panels = [selections.first, selections.count > 1 ? selections.last : nil].compactMap { $0 }
            .flatMap { selection in
              selection.heads.compactMap { panel(of: $0, before: selection.epoch, truth) }
            }
          guard !panels.isEmpty else { return nil }
          return LineFigure(
            name: "losses-\(dataset.name)-\(noise.title)-\(line.name)",
            title: "Losses of training pairs: \(line.name) on \(dataset.title), \(noise.title)",
            xLabel: "Loss, normalised",
            yLabel: "Density",
            panels: panels,
            legend: [
              LineFigure.LegendEntry("clean pairs", style: LineFigure.Style(color: 0, isArea: true)),
              LineFigure.LegendEntry("mismatched pairs", style: LineFigure.Style(color: 1, isArea: true)),
              LineFigure.LegendEntry("fitted clean part", style: LineFigure.Style(color: 0)),
              LineFigure.LegendEntry("fitted noisy part", style: LineFigure.Style(color: 1, isDashed: true)),
            ].filter { entry in panels.contains { $0.series.contains { $0.name == entry.text } } },
            reading: .peaks
          )
        }
      }
    }
  }

  private static func panel(
    of head: Heads<HeadSelection>.Head, before epoch: Int, _ isClean: [Bool]
  ) -> LineFigure.Panel? {
    let losses = head.value.losses
    guard losses.count == isClean.count, let least = losses.min(), let largest = losses.max(), least < largest,
      losses.allSatisfy(\.isFinite)
    else { return nil }
    let values = losses.map { Double(($0 - least) / (largest - least)) }
    var counts = [true: [Int](repeating: 0, count: binCount), false: [Int](repeating: 0, count: binCount)]
    for (value, isClean) in zip(values, isClean) {
      counts[isClean]?[min(binCount - 1, Int(value * Double(binCount)))] += 1
    }
    func histogram(_ kind: Bool, _ name: String, color: Int) -> LineFigure.Series {
      let points = (counts[kind] ?? []).enumerated().map { bin, count in
        LineFigure.Point(
          x: (Double(bin) + 0.5) / Double(binCount), y: Double(count * binCount) / Double(values.count))
      }
      return LineFigure.Series(name: name, style: LineFigure.Style(color: color, isArea: true), points: points)
    }
    var series = [histogram(true, "clean pairs", color: 0), histogram(false, "mismatched pairs", color: 1)]
      .filter { $0.points.contains { $0.y > 0 } }
    if let probabilities = head.value.cleanProbabilities, probabilities.count == values.count {
      let shares = probabilities.map(Double.init)
      series += [
        component(values, shares, "fitted clean part", LineFigure.Style(color: 0)),
        component(values, shares.map { 1 - $0 }, "fitted noisy part", LineFigure.Style(color: 1, isDashed: true)),
      ].compactMap { $0 }
    }
    return LineFigure.Panel(title: "\(head.name) head before epoch \(epoch)", series: series)
  }

  /// The Gaussian part that the stored probabilities belong to: the maximisation step of the fit, taken once more.
  ///
  /// Its mean over a bin's width is drawn, so that a part far narrower than a bin stays comparable with the histogram.
  private static func component(
    _ values: [Double], _ shares: [Double], _ name: String, _ style: LineFigure.Style
  ) -> LineFigure.Series? {
    let total = shares.reduce(0, +)
    guard total > 0, total.isFinite else { return nil }
    let mean = zip(values, shares).reduce(0) { $0 + $1.0 * $1.1 } / total
    let variance = zip(values, shares).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) } / total
    guard variance > 0 else { return nil }
    let weight = total / Double(values.count)
    let half = 0.5 / Double(binCount)
    func share(below x: Double) -> Double { 0.5 * (1 + erf((x - mean) / (2 * variance).squareRoot())) }
    let points = (0...4 * (binCount - 1)).map { step -> LineFigure.Point in
      let x = half + Double(step) / Double(4 * binCount)
      return LineFigure.Point(x: x, y: weight * (share(below: x + half) - share(below: x - half)) / (2 * half))
    }
    return LineFigure.Series(name: name, style: style, points: points)
  }
}
