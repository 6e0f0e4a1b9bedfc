import Foundation
import TestSupport
import Testing

/// `bench verify` as a command; VerificationTests hold what it computes.
@Suite struct VerifyCommandTests {
  @Test func whatIsMissingIsSaidAndFails() throws {
    try withTemporaryFolder { folder in
      try FileManager.default.copyItem(
        at: Repository.goldens.appending(path: "pos_embed.h5"), to: folder.appending(path: "pos_embed.h5"))
      let result = try BenchProcess.run("verify", "--goldens", folder.path, in: folder)
      #expect(result.code == 1)
      #expect(result.output.contains("the file is missing") && result.output.contains("resized_12x4"))
      let nowhere = try BenchProcess.run("verify", "--goldens", "nowhere", in: folder)
      #expect(nowhere.code == 1 && nowhere.errors.contains("nowhere: the folder of goldens cannot be read"))
    }
  }
}
