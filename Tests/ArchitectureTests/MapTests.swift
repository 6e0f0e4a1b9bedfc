import Foundation
import TestSupport
import Testing

/// `docs/architecture.md` against the import table.
@Suite struct MapTests {
  private static let page = "docs/architecture.md"

  @Test func everyModuleHasItsLine() throws {
    let rows = try Page(Self.page).rows
    #expect(rows.flatMap { $0[0].codeSpans }.sorted() == ImportTests.allowed.keys.sorted())
    for row in rows { #expect(row.count == 2 && row[1].hasSuffix(".") && row[1].count > 20, "\(row)") }
  }

  @Test func testsMirrorTheModules() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Repository.root.appending(path: "Tests").path)
    let tested = Set(folders.filter { $0.hasSuffix("Tests") }).subtracting(["ArchitectureTests"])
    #expect(tested == Set(ImportTests.allowed.keys.map { $0 == "bench" ? "CommandLineTests" : "\($0)Tests" }))
  }

  /// With `NCBENCH_RECORD_SNAPSHOTS=1` the picture is drawn again, and the test still fails: it is to be looked at.
  @Test func thePictureIsDrawnFromTheTable() throws {
    let page = try Page(Self.page)
    let block = try #require(page.text.firstMatch(of: /(?s)(<!-- imports:[^\n]*-->\n)(.*)(<!-- end of imports -->)/))
    let picture = ImportPicture.mermaid(ImportTests.allowed)
    guard ProcessInfo.processInfo.environment["NCBENCH_RECORD_SNAPSHOTS"] == "1" else {
      return #expect(String(block.output.2) == picture)
    }
    let text = page.text.replacingCharacters(in: block.output.2.startIndex..<block.output.2.endIndex, with: picture)
    try Data(text.utf8).write(to: page.location)
    Issue.record("drew the imports in \(Self.page)")
  }

  @Test func arrowsThatFollowAreLeftOut() {
    let picture = ImportPicture.mermaid([
      "A": [], "B": ["A", "CZLIB"], "C": ["A", "B"], "D": ["A", "C", "Crypto"], "E": ["A"],
    ])
    #expect(
      picture == """
        ```mermaid
        flowchart TD
          B --> A
          C --> B
          D --> C
          E --> A
        ```

        """)
  }
}
