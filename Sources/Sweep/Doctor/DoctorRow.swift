/// One thing that `bench doctor` has looked at.
package struct DoctorRow: Encodable, Sendable, Equatable {
  /// How it is.
  package enum Status: String, Encodable, Sendable {
    case ok
    /// Sweeps run, but something is missing, slow or surprising.
    case warning
    /// What is to be run cannot be run.
    case failed
  }

  /// What was looked at, such as `gnuplot`.
  package var check: String
  package var status: Status
  /// What was found.
  package var found: String
  /// What to do about it; `nil` where there is nothing to do.
  package var remedy: String?

  /// Something that is as it should be.
  init(_ check: String, _ found: String) {
    self.init(check, .ok, found)
  }

  init(_ check: String, _ status: Status, _ found: String, remedy: String? = nil) {
    self.check = check
    self.status = status
    self.found = found
    self.remedy = remedy
  }
}
