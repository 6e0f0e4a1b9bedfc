import BenchCore
import Foundation
import Methods
import Studies
import StudyTestSupport
import TestSupport
import Testing

/// A command as the method of a study: what is part of a run's identity.
@Suite struct ExternalCommandTests {
  private func run(_ command: String, label: String? = nil, in folder: URL) throws -> PlannedRun {
    let runs = try TinyStudy.runs {
      $0.methods = ["external"]
      $0.external = try? ExternalCommand(commandLine: command, label: label, directory: folder)
    }
    return try #require(runs.first)
  }

  @Test func theCommandItsFilesAndItsLabelDecideTheSignature() throws {
    try withTemporaryFolder { folder in
      let script = folder.appending(path: "my_method.py")
      try Data("print(1)".utf8).write(to: script)
      let run = try run("python3 'my_method.py' --width 4", in: folder)
      #expect(run.label == "my_method.py")
      #expect(run.spec.method.id == "external:my_method.py")
      #expect(run.spec.setup == nil && run.spec.recipe != nil)
      let configuration = try ExternalConfiguration(run.spec.method)
      // sha256sum of `print(1)`.
      #expect(
        configuration.files == ["my_method.py": "d287bb7f9d15abdc5b6e98536263815744b6ef21c8f3c839fc434ca70d8efe99"])
      #expect(try self.run("python3 my_method.py --width 4", in: folder).signature != run.signature)
      #expect(try self.run("python3 'my_method.py' --width 4", label: "Mine", in: folder).signature != run.signature)
      #expect(try self.run("python3 'my_method.py' --width 4", in: folder).signature == run.signature)
      try Data("print(2)".utf8).write(to: script)
      #expect(try self.run("python3 'my_method.py' --width 4", in: folder).signature != run.signature)
    }
  }

  @Test func aLabelMayHoldAnythingAndTheFileNameDoesNot() throws {
    let run = try run("true", label: "Mine / (größer) α", in: URL(filePath: "/"))
    #expect(run.name.contains("external-Mine----gr--er---_noise50"))
  }

  @Test(arguments: ["", "  ", "two\nlines", String(repeating: "x", count: 61), "nul\0"])
  func refusesLabelsThatNoTableCanShow(label: String) {
    #expect(throws: ExternalCommandFailure.label(label)) {
      try ExternalCommand(commandLine: "true", label: label, directory: URL(filePath: "/"))
    }
  }

  @Test func aStudyNeedsTheCommandAndTheMethodTogether() throws {
    #expect(throws: ExternalCommandFailure.noCommand) { try TinyStudy.runs { $0.methods = ["external"] } }
    #expect(throws: ExternalCommandFailure.noCommand) {
      try ExternalCommand(commandLine: " ", directory: URL(filePath: "/"))
    }
    let command = try ExternalCommand(commandLine: "true", directory: URL(filePath: "/"))
    #expect(throws: ExternalCommandFailure.unusedCommand) { try TinyStudy.runs { $0.external = command } }
  }
}
