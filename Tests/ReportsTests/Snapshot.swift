import Foundation
import Testing

/// Compares text with a committed file beside the tests.
///
/// A missing or different file fails. With `NCBENCH_RECORD_SNAPSHOTS=1` the file is written, and the test still fails:
/// what was written is to be looked at.
func expectSnapshot(
  _ text: String,
  named name: String,
  sourceLocation: SourceLocation = #_sourceLocation,
  file: String = #filePath
) throws {
  let url = URL(filePath: file).deletingLastPathComponent().appending(path: "Snapshots/\(name)")
  if ProcessInfo.processInfo.environment["NCBENCH_RECORD_SNAPSHOTS"] == "1" {
    try Data(text.utf8).write(to: url)
    Issue.record("recorded \(name)", sourceLocation: sourceLocation)
    return
  }
  let expected = try String(contentsOf: url, encoding: .utf8)
  let lines = zip(
    text.split(separator: "\n", omittingEmptySubsequences: false),
    expected.split(separator: "\n", omittingEmptySubsequences: false)
  )
  let difference = lines.enumerated().first { $0.element.0 != $0.element.1 }
  #expect(
    text == expected,
    "\(name), line \((difference?.offset ?? 0) + 1): \(difference.map { "\($0.element)" } ?? "lengths differ")",
    sourceLocation: sourceLocation
  )
}
