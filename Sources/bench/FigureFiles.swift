import BenchCore
import Foundation
import Reports
import Subprocess
import SystemPackage

/// Figures as files: PNG and SVG, with the CSV and the gnuplot script they are drawn from.
struct FigureFiles {
  let folder: URL

  /// Writes and draws one figure; returns its pictures.
  func write(_ figure: LineFigure) async throws -> [URL] {
    try OutputFolder.create(folder)
    let drawing = GnuplotRenderer().render(figure)
    try OutputFolder.write(drawing.script, to: folder.appending(path: drawing.scriptFile))
    try OutputFolder.write(drawing.data, to: folder.appending(path: drawing.dataFile))
    try await draw(drawing.scriptFile)
    return drawing.outputs.map { folder.appending(path: $0) }
  }

  private func draw(_ script: String) async throws {
    let result: ExecutionResult<Void, DiscardedOutput, StringOutput<UTF8>>
    do {
      result = try await Subprocess.run(
        .name("gnuplot"), arguments: [script], workingDirectory: FilePath(folder.path), output: .discarded,
        error: .string(limit: 1 << 16))
    } catch {
      throw PlotFailure.noGnuplot
    }
    guard result.terminationStatus.isSuccess else {
      let message = result.standardError
      throw PlotFailure.gnuplotFailed(script, message.isEmpty ? "\(result.terminationStatus)" : message)
    }
  }
}
