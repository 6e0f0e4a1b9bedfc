import BenchCore
import COpenBLAS
import Foundation
import Metrics

// Times the evaluation engine and prints Markdown tables. Usage:
//
//   MetricsBenchmark retrieval [threads]    evaluation against the bare matrix product
//   MetricsBenchmark scaling [threads]      10,000 queries in galleries of growing size
//   MetricsBenchmark statistics [threads]   bootstrap and mixture
//   MetricsBenchmark export FOLDER          the retrieval problems, for peers/metrics.py
//   MetricsBenchmark divide FOLDER          divisions of the losses in FOLDER, for peers/division.py

let arguments = CommandLine.arguments.dropFirst()
let threads = arguments.dropFirst().first.flatMap { Int($0) } ?? 2

switch arguments.first {
case "retrieval": try compareWithProduct(RetrievalProblem.datasets, threads: threads, repetitions: 12)
case "scaling": try compareWithProduct(RetrievalProblem.growing, threads: threads, repetitions: 1)
case "statistics": try timeStatistics(threads: threads)
case "divide": try divide(in: URL(filePath: arguments.dropFirst().first ?? ".", directoryHint: .isDirectory))
case "export": try export(to: URL(filePath: arguments.dropFirst().first ?? ".", directoryHint: .isDirectory))
default:
  FileHandle.standardError.write(Data("usage: MetricsBenchmark retrieval|scaling|statistics|export\n".utf8))
  exit(2)
}

/// Prints, for each problem, the time of the bare product, of an evaluation, their ratio and the working memory.
func compareWithProduct(_ problems: [RetrievalProblem], threads: Int, repetitions: Int) throws {
  if let problem = ob_load() { fatalError("OpenBLAS cannot be loaded: \(String(cString: problem))") }
  print("OpenBLAS, \(threads) threads")
  print(
    "| problem | queries | gallery | width | product (s) | evaluation (s) | ratio | working memory (MB) | R@1 | mAP |")
  print("|---|---|---|---|---|---|---|---|---|---|")
  for problem in problems {
    let (text, image) = (problem.text(), problem.image())
    let product = Product(text, image)
    var (productSeconds, evaluationSeconds) = (Double.infinity, Double.infinity)
    var workingMemory = 0
    var result: RetrievalResult?
    for _ in 0..<repetitions {
      productSeconds = min(productSeconds, seconds { product.compute(threads: threads) })
      resetPeakMemory()
      let before = memory("VmRSS")
      evaluationSeconds = min(
        evaluationSeconds,
        try seconds {
          result = try RetrievalEvaluator(
            heads: [HeadEmbeddings(text: text, image: image)], textIdentities: problem.textIdentities,
            imageIdentities: problem.imageIdentities, options: EvaluationOptions(threads: threads)
          ).evaluate()
        })
      workingMemory = max(workingMemory, memory("VmHWM") - before)
    }
    guard let metrics = result?.metrics else { continue }
    print(
      "| \(problem.name) | \(text.rows) | \(image.rows) | \(text.columns) | \(fixed(productSeconds, 3)) "
        + "| \(fixed(evaluationSeconds, 3)) | \(fixed(evaluationSeconds / productSeconds, 2)) "
        + "| \(workingMemory / 1_000_000) | \(fixed(metrics[.r1] ?? .nan, 3)) | \(fixed(metrics[.map] ?? .nan, 3)) |")
  }
}

/// The product of all queries with the whole gallery, as OpenBLAS computes it by itself.
///
/// In runs of queries into one buffer of at most 2 GB, so that a large gallery fits into memory. The buffer is written
/// to beforehand: its first use is not part of the time.
final class Product {
  private let text: EmbeddingMatrix
  private let image: EmbeddingMatrix
  private let rows: Int
  private let product: UnsafeMutablePointer<Float>

  init(_ text: EmbeddingMatrix, _ image: EmbeddingMatrix) {
    self.text = text
    self.image = image
    rows = min(text.rows, max(1, 500_000_000 / image.rows))
    product = .allocate(capacity: rows * image.rows)
    product.initialize(repeating: 0, count: rows * image.rows)
  }

  deinit { product.deallocate() }

  func compute(threads: Int) {
    ob_set_threads(Int32(threads))
    text.values.withUnsafeBufferPointer { queries in
      for start in stride(from: 0, to: text.rows, by: rows) {
        ob_sgemm(
          Int32(OB_ROW_MAJOR), Int32(OB_NO_TRANSPOSE), Int32(OB_TRANSPOSE), Int32(min(rows, text.rows - start)),
          Int32(image.rows), Int32(text.columns), 1, queries.baseAddress! + start * text.columns, Int32(text.columns),
          image.values,
          Int32(text.columns), 0, product, Int32(image.rows))
      }
    }
  }
}

/// Prints the times of the bootstrap and of the mixture at the sizes of CUHK-PEDES.
func timeStatistics(threads: Int) throws {
  let problem = RetrievalProblem.datasets[0]
  let outcomes = try RetrievalEvaluator(
    heads: [HeadEmbeddings(text: problem.text(), image: problem.image())], textIdentities: problem.textIdentities,
    imageIdentities: problem.imageIdentities
  ).evaluate().queries
  let bootstrap = PairedBootstrap(threads: threads)
  print("| what | size | time (ms) |\n|---|---|---|")
  let identities = problem.textIdentities
  let size = "\(outcomes.count) queries of \(Set(identities).count) identities, \(bootstrap.resamples) resamples"
  func row(_ what: String, _ size: String, _ body: () throws -> Void) throws {
    let best = try (0..<5).map { _ in try seconds(body) }.min() ?? .nan
    print("| \(what) | \(size) | \(fixed(1000 * best, 1)) |")
  }
  try row("bootstrap of a run", size) { _ = try bootstrap.intervals(of: outcomes, identities: identities) }
  try row("comparison of two runs", size) {
    _ = try RunComparison(
      baseline: [outcomes], candidate: [outcomes], identities: identities, bootstrap: bootstrap)
  }
  for (name, losses) in LossShape.all(count: 70_000) {
    for (setting, settings) in [("strict", MixtureSettings.strict), ("loose", .loose)] {
      let iterations = try CleanDivision(losses: losses, settings: settings).mixture.iterations
      try row("division, \(name), \(setting)", "70,000 losses, \(iterations) iterations") {
        _ = try CleanDivision(losses: losses, settings: settings)
      }
    }
  }
}

/// Writes each dataset-sized problem as raw little-endian arrays.
func export(to folder: URL) throws {
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  func write<Element: BitwiseCopyable>(_ values: [Element], _ name: String) throws {
    try values.withUnsafeBytes { Data($0) }.write(to: folder.appending(path: name))
  }
  for problem in RetrievalProblem.datasets {
    let (text, image) = (problem.text(), problem.image())
    try write([text.rows, image.rows, text.columns], "\(problem.name).shape")
    try write(text.values, "\(problem.name).text")
    try write(image.values, "\(problem.name).image")
    try write(problem.textIdentities, "\(problem.name).text_identities")
    try write(problem.imageIdentities, "\(problem.name).image_identities")
  }
}
