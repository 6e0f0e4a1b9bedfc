import BenchCore
import Foundation
import TestSupport
import Testing

@testable import Reports

/// What is written for LaTeX is LaTeX.
@Suite struct LaTeXCompilationTests {
  /// All papers' tables with measured numbers and intervals, a sweep, and a table of control characters.
  private static func tables() throws -> [ReportTable] {
    try PaperTable.all.map { try PaperComparison($0).table(of: PaperTableTests.runs) }
      + [
        NamedTable(name: "sweep", table: RunTable.table(of: RunFixtures.sweep, layout: .bestLast())).table,
        EscapingTests.table,
      ]
  }

  /// pdfLaTeX takes all tables without an error; where it or siunitx is missing, the structure is checked.
  @Test func documentsCompile() throws {
    let document = LaTeXRenderer().document(try Self.tables())
    let compiler = ["/usr/bin/pdflatex", "/usr/local/bin/pdflatex"].first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
    guard let compiler else { return try expectBalanced(document) }
    let finder = compiler.replacing("pdflatex", with: "kpsewhich")
    try withTemporaryFolder { folder in
      guard try run(finder, "siunitx.sty", in: folder).status == 0 else { return try expectBalanced(document) }
      try Data(document.utf8).write(to: folder.appending(path: "tables.tex"))
      let (status, log) = try run(
        compiler, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "tables.tex", in: folder)
      #expect(status == 0, "\(log.suffix(2000))")
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: "tables.pdf").path))
    }
  }

  private func run(_ program: String, _ arguments: String..., in folder: URL) throws -> (status: Int32, log: String) {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let log = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, log)
  }

  @Test func theStructureIsBalanced() throws {
    try expectBalanced(LaTeXRenderer().document(try Self.tables()))
  }

  /// Braces and environments close, and each line of a table has as many cells as the table has columns.
  private func expectBalanced(_ document: String) throws {
    var open: [Substring] = []
    for match in document.matches(of: /\\(begin|end)\{([a-z*]+)\}/) {
      if match.1 == "begin" {
        open.append(match.2)
      } else {
        #expect(open.popLast() == match.2)
      }
    }
    #expect(open.isEmpty)
    let plain = document.replacing("\\\\", with: "").replacing("\\{", with: "").replacing("\\}", with: "")
    #expect(plain.count { $0 == "{" } == plain.count { $0 == "}" })
    for table in document.matches(of: /\\begin\{tabular\}\{(.+)\}((?s).*?)\\end\{tabular\}/) {
      // What siunitx is told of a column stands in brackets.
      let columns = table.1.replacing(/\[(?:[^\[\]]|\[[^\]]*\])*\]/, with: "")
      #expect(columns.allSatisfy { "lcS".contains($0) }, "\(columns)")
      for line in table.2.split(separator: "\n") where line.hasSuffix("\\\\") && !line.contains("\\multicolumn") {
        #expect(line.replacing("\\&", with: "").count { $0 == "&" } == columns.count - 1, "\(line)")
      }
    }
  }
}
