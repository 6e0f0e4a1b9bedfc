import Foundation
import TestSupport
import Testing

/// The library that calls libtorch is told from one of other sources by a digest, which has to be of all of them.
@Suite struct ShimTests {
  @Test func theDigestIsOfAllSources() throws {
    let sources = Repository.root.appending(path: "Sources")
    let list = try String(contentsOf: sources.appending(path: "CTorch/sources.h"), encoding: .utf8)
    let listed = list.matches(of: /#embed "(.+)"/).map { String($0.output.1) }
    let shim = try FileManager.default.subpathsOfDirectory(atPath: sources.appending(path: "CTorchShim").path)
      .filter { $0.hasSuffix("pp") }.map { "../CTorchShim/\($0)" }
    #expect(listed.sorted() == (shim + ["include/ctorch.h", "include/ctorch_functions.h"]).sorted())
  }
}
