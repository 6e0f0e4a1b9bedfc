import Foundation
import TestSupport
import Testing

/// `docs/extending.md`, followed to the letter: its lines are inserted into copies of the sources, and compiled.
@Suite struct FollowedPageTests {
  /// A metric is its lines: the modules that measure, store and show metrics compile as they are.
  @Test func aMetric() throws {
    let edits = try PageEdit.below("A metric, line by line", of: Page("docs/extending.md"))
    let compiler = try ModuleCompiler()
    try withTemporaryFolder { folder in
      let copies = try PageEdit.apply(edits, in: folder)
      #expect(try compiler.errors(compiling: "BenchCore", with: copies, in: folder) == "")
      for module in ["Metrics", "ResultStore", "Reports"] {
        #expect(try compiler.errors(compiling: module, in: folder) == "")
      }
    }
  }

  @Test func aMetricWithoutItsRow() throws {
    let edits = try PageEdit.below("A metric, line by line", of: Page("docs/extending.md"))
    try withTemporaryFolder { folder in
      let copies = try PageEdit.apply(edits.filter { !$0.lines.contains("case .") }, in: folder)
      let errors = try ModuleCompiler().errors(compiling: "BenchCore", with: copies, in: folder)
      #expect(errors.contains("Metric.swift") && errors.contains("switch must be exhaustive"), "\(errors)")
    }
  }

  @Test func anOption() throws {
    let edits = try PageEdit.below("An option, line by line", of: Page("docs/extending.md"))
    try withTemporaryFolder { folder in
      let copies = try PageEdit.apply(edits, in: folder)
      #expect(try ModuleCompiler().errors(compiling: "Studies", with: copies, in: folder) == "")
    }
  }

  @Test func anOptionWithoutItsField() throws {
    let edits = try PageEdit.below("An option, line by line", of: Page("docs/extending.md"))
    try withTemporaryFolder { folder in
      let copies = try PageEdit.apply(edits.filter { $0.file != "Sources/Studies/StudyRequest.swift" }, in: folder)
      let errors = try ModuleCompiler().errors(compiling: "Studies", with: copies, in: folder)
      #expect(errors.contains("'StudyRequest' has no member 'patience'"), "\(errors)")
    }
  }
}
