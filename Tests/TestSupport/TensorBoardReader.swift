package import Foundation

/// A folder of event files as TensorBoard's own reader sees it.
package struct TensorBoardReader: Decodable {
  /// Steps and values by tag, as Python spells numbers.
  private let scalars: [String: [[String]]]
  /// The last text of each tag.
  package let texts: [String: String]

  /// Reads with Python's package `tensorboard`.
  package init(of folder: URL) throws {
    // Messages of the reader itself come before.
    let output = try Python.check("read_tensorboard.py", folder.path)
    let line = output.split(separator: "\n").last.map(String.init) ?? ""
    self = try JSONDecoder().decode(TensorBoardReader.self, from: Data(line.utf8))
  }

  /// The values of a tag by step, in order; a step that is shown twice is there twice.
  package subscript(_ tag: String) -> [(step: Int, value: Double)] {
    (scalars[tag] ?? []).map { (Int($0[0]) ?? -1, Double($0[1]) ?? .nan) }
  }
}
