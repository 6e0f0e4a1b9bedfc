import BenchCore
package import Foundation

/// Tables as files.
package struct TableFiles {
  let folder: URL

  package init(folder: URL) {
    self.folder = folder
  }

  /// Writes each table in each format, and for LaTeX a document that shows all; returns the number of files.
  ///
  /// - Throws: `FileFailure`.
  package func write(_ tables: [NamedTable], as formats: [ReportFormat]) throws -> Int {
    try OutputFolder.create(folder)
    var texts: [String: String] = [:]
    for format in formats {
      for table in tables { texts["\(table.name).\(format.fileExtension)"] = table.table.rendered(as: format) }
      if format == .latex { texts["tables.tex"] = LaTeXRenderer().document(tables.map(\.table)) }
    }
    for (name, text) in texts { try OutputFolder.write(text, to: folder.appending(path: name)) }
    return texts.count
  }
}
