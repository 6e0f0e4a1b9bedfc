import Foundation
import TestSupport
import Testing
import Verification

@Suite struct GoldenFolderTests {
  @Test func theCheckoutsGoldensAreFoundFromAnywhere() throws {
    let found = try GoldenFolder.find(workingDirectory: URL(filePath: "/"))
    #expect(found.standardizedFileURL == Repository.root.appending(path: "Tests/Goldens").standardizedFileURL)
  }

  @Test func elseThoseOfTheWorkingDirectory() throws {
    try withTemporaryFolder { folder in
      let gone = folder.appending(path: "gone")
      #expect(
        throws: VerificationFailure.noGoldens([gone, folder].map { $0.appending(path: "Tests/Goldens").path })
      ) { try GoldenFolder.find(workingDirectory: folder, checkout: gone) }
      let goldens = folder.appending(path: "Tests/Goldens")
      try FileManager.default.createDirectory(at: goldens, withIntermediateDirectories: true)
      #expect(try GoldenFolder.find(workingDirectory: folder, checkout: gone).path == goldens.path)
    }
  }

  @Test func theCheckoutHasAllGoldens() throws {
    let folder = Repository.root.appending(path: "Tests/Goldens")
    let names = Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
    #expect(Set(Verification.fileNames).subtracting(names).isEmpty)
  }

  /// The committed goldens stay small enough to be cloned.
  @Test func theGoldensAreBelow26Megabytes() throws {
    let folder = Repository.root.appending(path: "Tests/Goldens")
    let sizes = try FileManager.default.subpathsOfDirectory(atPath: folder.path).map {
      try FileManager.default.attributesOfItem(atPath: folder.appending(path: $0).path)
    }.filter { $0[.type] as? FileAttributeType == .typeRegular }.compactMap { $0[.size] as? Int }
    #expect(sizes.count > 25 && sizes.reduce(0, +) < 26_000_000)
  }
}
