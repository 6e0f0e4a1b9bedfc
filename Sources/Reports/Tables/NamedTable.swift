package import BenchCore
import Foundation

/// A table and the stem of its files' names.
package struct NamedTable {
  package var name: String
  package var table: ReportTable

  /// Names a table, which LaTeX refers to as `tab:name` unless it has a label already.
  package init(name: String, table: ReportTable) {
    self.name = name
    self.table = table
    self.table.label = table.label ?? "tab:" + name.map { $0.isLabelCharacter ? String($0) : "-" }.joined()
  }

  /// The table of a study's runs; title and file have the study's name.
  ///
  /// - Throws: `ReportFailure` for a layout that these runs do not have.
  package init(study: String, of runs: [RunRecord], layout: RunTableLayout) throws(ReportFailure) {
    var layout = layout
    layout.title = study.prefix(1).uppercased() + study.dropFirst() + " (\(layout.title))"
    self.init(name: study.fileStem, table: try RunTable.table(of: runs, layout: layout))
  }
}

extension PaperTable {
  /// The name without a folder and ending, where it is a file's.
  package var fileStem: String { URL(filePath: name).deletingPathExtension().lastPathComponent }
}

extension Character {
  /// Whether LaTeX takes the character in a label, whatever packages it has.
  package var isLabelCharacter: Bool { isASCII && (isLetter || isNumber || ":.-+/".contains(self)) }
}

extension String {
  /// The text as the stem of a file's name: lower case, with dashes for what is no letter or digit.
  fileprivate var fileStem: String {
    lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.joined(separator: "-")
  }
}
