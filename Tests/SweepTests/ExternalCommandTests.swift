import BenchCore
import Foundation
import Methods
import Sweep
import TestSupport
import Testing

/// A command as the method of a study: what is part of a run's identity.
@Suite struct ExternalCommandTests {
  private func cell(_ command: String, label: String? = nil, in folder: URL) throws -> StudyCell {
    let cells = try TinyStudy.cells {
      $0.methods = ["external"]
      $0.external = try? ExternalCommand(commandLine: command, label: label, directory: folder)
    }
    return try #require(cells.first)
  }

  @Test func theCommandItsFilesAndItsLabelDecideTheSignature() throws {
    try withTemporaryFolder { folder in
      let script = folder.appending(path: "my_method.py")
      try Data("print(1)".utf8).write(to: script)
      let cell = try cell("python3 'my_method.py' --width 4", in: folder)
      #expect(cell.label == "my_method.py")
      #expect(cell.spec.method.id == "external:my_method.py")
      #expect(cell.spec.setup == nil && cell.spec.recipe != nil)
      let configuration = try ExternalConfiguration(cell.spec.method)
      // sha256sum of `print(1)`.
      #expect(
        configuration.files == ["my_method.py": "d287bb7f9d15abdc5b6e98536263815744b6ef21c8f3c839fc434ca70d8efe99"])
      #expect(try self.cell("python3 my_method.py --width 4", in: folder).signature != cell.signature)
      #expect(try self.cell("python3 'my_method.py' --width 4", label: "Mine", in: folder).signature != cell.signature)
      #expect(try self.cell("python3 'my_method.py' --width 4", in: folder).signature == cell.signature)
      try Data("print(2)".utf8).write(to: script)
      #expect(try self.cell("python3 'my_method.py' --width 4", in: folder).signature != cell.signature)
    }
  }

  @Test func aLabelMayHoldAnythingAndTheFileNameDoesNot() throws {
    let cell = try cell("true", label: "Mine / (größer) α", in: URL(filePath: "/"))
    #expect(cell.name.contains("external-Mine----gr--er---_noise50"))
  }

  @Test(arguments: ["", "  ", "two\nlines", String(repeating: "x", count: 61), "nul\0"])
  func refusesLabelsThatNoTableCanShow(label: String) {
    #expect(throws: ExternalFailure.label(label)) {
      try ExternalCommand(commandLine: "true", label: label, directory: URL(filePath: "/"))
    }
  }

  @Test func aStudyNeedsTheCommandAndTheMethodTogether() throws {
    #expect(throws: ExternalFailure.noCommand) { try TinyStudy.cells { $0.methods = ["external"] } }
    #expect(throws: ExternalFailure.noCommand) {
      try ExternalCommand(commandLine: " ", directory: URL(filePath: "/"))
    }
    let command = try ExternalCommand(commandLine: "true", directory: URL(filePath: "/"))
    #expect(throws: ExternalFailure.unusedCommand) { try TinyStudy.cells { $0.external = command } }
  }

  @Test func itCannotBeTrainedHere() throws {
    let cell = try cell("true", in: URL(filePath: "/"))
    try withTemporaryFolder { folder in
      _ = #expect(throws: (any Error).self) {
        try CellRunner(CellTask(cell: cell, workspace: TinyStudy.workspace(folder))).run()
      }
    }
  }
}
