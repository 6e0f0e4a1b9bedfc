import Datasets
import Foundation
import StandInAccelerator
import TestSupport
import Testing
import Torch
import Verification

/// The goldens on the stand-in accelerator, where a tensor of a check that stayed on the host would be refused.
@Suite struct DeviceVerificationTests {
  private static let index: Int32 = 3

  @Test func agreesWithTheOfficialCodeOnADevice() throws {
    stand_in_reset(Self.index)
    var findings: [Finding] = []
    let vocabulary = try #require(VocabularyFile.find(in: Repository.root), "run `make clip-vocab`")
    try Verification(goldens: Repository.goldens, device: .privateUse(Int(Self.index)), vocabulary: vocabulary)
      .run { findings.append($0) }
    for finding in findings { #expect(finding.isAccepted, "\(finding)") }
    #expect(findings.count { $0.largestAbsoluteError != nil } > 300)
    #expect(stand_in_count(Self.index).operations > 1000, "something was computed there")
  }
}
