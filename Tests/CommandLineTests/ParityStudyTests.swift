import Foundation
import TestSupport
import Testing

/// What of the parity study (Reports/parity) can be tested without the official code.
@Suite struct ParityStudyTests {
  @Test func itsStatisticsVerdictsAndJobsAreSound() throws {
    try withTemporaryFolder { folder in
      let output = try Python.check("check_parity.py", Repository.root.path, folder.path)
      #expect(output.components(separatedBy: ": ok").count - 1 == 6, "\(output)")
    }
  }
}
