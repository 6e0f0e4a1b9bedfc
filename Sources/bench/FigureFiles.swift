import BenchCore
import Foundation
import Reports
import Subprocess
import SystemPackage

/// Figures as files: pictures, with the CSV and the gnuplot script they are drawn from.
struct FigureFiles {
  let folder: URL
  var formats = FigureFormat.usual

  /// Writes and draws one figure; returns its pictures.
  func write(_ figure: LineFigure) async throws -> [URL] {
    try OutputFolder.create(folder)
    let drawing = GnuplotRenderer(formats: formats).render(figure)
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
    return try formats.map { format in
      let picture = drawing.picture(format)
      guard let data = Self.wholePicture(draft.url.appending(path: picture), format) else {
        throw PlotFailure.halfPicture(picture)
      }
      if format == .svg {
        let svg = FigurePicture.completed(svg: String(decoding: data, as: UTF8.self), of: figure)
        try OutputFolder.write(svg, to: draft.url.appending(path: picture))
      }
      try draft.move(picture, to: folder.appending(path: picture))
      return folder.appending(path: picture)
    }
  }

  /// A picture that has the end that its format asks for; `nil` for any other.
  private static func wholePicture(_ picture: URL, _ format: FigureFormat) -> Data? {
    guard let data = try? Data(contentsOf: picture) else { return nil }
    let isWhole =
      switch format {
      case .png: data.suffix(8).starts(with: Data("IEND".utf8))
      case .svg: data.suffix(16).contains(Data("</svg>".utf8))
      case .pdf: data.suffix(16).contains(Data("%%EOF".utf8))
      }
    return isWhole ? data : nil
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
