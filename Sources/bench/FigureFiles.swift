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
    // gnuplot writes through links, and leaves half a picture on a full disk.
    let draft = try DraftFolder(for: drawing.name, in: folder)
    let script = await Glyphs.drawable(drawing.script)
    for (name, text) in [(drawing.scriptFile, script), (drawing.dataFile, drawing.data)] {
      do throws(FileFailure) {
        try OutputFolder.write(text, to: draft.url.appending(path: name))
      } catch {
        throw FileFailure(
          operation: error.operation, file: folder.appending(path: name).relativePath, reason: error.reason)
      }
    }
    try await draw(drawing.scriptFile, in: draft.url)
    for picture in drawing.outputs {
      guard Self.isWhole(draft.url.appending(path: picture)) else { throw PlotFailure.halfPicture(picture) }
      try draft.move(picture, to: folder.appending(path: picture))
    }
    return drawing.outputs.map { folder.appending(path: $0) }
  }

  /// Whether a picture has the end that its format asks for.
  private static func isWhole(_ picture: URL) -> Bool {
    guard let data = try? Data(contentsOf: picture) else { return false }
    return data.suffix(8).starts(with: Data("IEND".utf8)) || data.suffix(16).contains(Data("</svg>".utf8))
  }

  private func draw(_ script: String, in folder: URL) async throws {
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
