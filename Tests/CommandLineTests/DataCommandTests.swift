import DataTestSupport
import Foundation
import SynthPedes
import TestSupport
import Testing

/// Rendering datasets, and the mistakes one makes with it.
@Suite struct DataCommandTests {
  @Test(
    arguments: [
      (["--size", "tinny"], "synth-pedes has no size named 'tinny'; did you mean tiny?"),
      (["--variant", "cuk"], "--variant"), (["--domain", "sauce"], "--domain"), (["--set", "clutter"], "--set"),
      (["--flavour", "icfg", "--size", "tinny"], "--flavour is now called --variant"),
      (["--set", "cluter=1"], "synth-pedes has no field named 'cluter'; did you mean clutter"),
      (["--set", "clutter=0.1,0.2"], "--set wants one field=value, not `clutter=0.1,0.2`"),
      (["--set", "rde.clutter=1"], "synth-pedes has no field named 'rde.clutter'"),
      (["--set", "train.identities=700"], "train.images is 520, but must be between 1 and 100 for each of the 700"),
      (["--set", "blur=2"], "blur is 2.0, but must be between 0 and 1"),
      (["--set", "wording=rich"], "wording is \"rich\", but must be plain or synonyms"),
      (["--size", "tiny", "--out", "file"], "synth-pedes could not be written"),
    ])
  func mistakesGetOneClearLine(arguments: [String], message: String) throws {
    try withTemporaryFolder { folder in
      try Data().write(to: folder.appending(path: "file"))
      let result = try BenchProcess(["data", "synth"] + arguments, in: folder).finished()
      #expect(result.code != 0 && result.errors.contains(message), "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: ".cache").path), "nothing is rendered")
    }
  }

  /// A dataset of an older generator is read as it is, but not in silence.
  @Test func imagesOfAnotherRevisionAreToldOf() throws {
    try withTemporaryFolder { folder in
      let data = folder.appending(path: "data")
      try TinyData.copy(to: data)
      func plan() throws -> BenchProcess.Result {
        try BenchProcess.run(
          "sweep", "--data-root", "data", "--methods", "irra-sdm", "--noise", "50", "--dry-run", in: folder)
      }
      #expect(try !plan().errors.contains("revision"))
      let stamp = data.appending(path: "synth-pedes/synth.json")
      let text = try String(contentsOf: stamp, encoding: .utf8)
      try text.replacing(/"revision" : \d+/, with: "\"revision\" : 1").write(
        to: stamp, atomically: true, encoding: .utf8)
      let result = try plan()
      #expect(result.code == 0)
      #expect(
        result.errors.contains(
          "data/synth-pedes was rendered by another revision of synth-pedes; to render it again: bench data synth "),
        "\(result.errors)")

      // People who were the default once.
      var former = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      former["configuration"] = try JSONSerialization.jsonObject(
        with: JSONEncoder().encode(SynthPedesConfiguration.formerDefault))
      try JSONSerialization.data(withJSONObject: former).write(to: stamp)
      let warned = try plan()
      #expect(
        warned.code == 0 && warned.errors.contains("data/synth-pedes has the default people of before 2026-12"),
        "\(warned.errors)")
    }
  }
}
