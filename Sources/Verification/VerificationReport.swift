/// The result of `bench verify --json`.
package struct VerificationReport: Encodable {
  var device: String
  var torchVersion: String
  var seconds: Double
  /// Whether everything is as expected.
  var isAccepted: Bool
  var findings: [Finding]

  package init(device: String, torchVersion: String, seconds: Double, findings: [Finding]) {
    (self.device, self.torchVersion, self.seconds) = (device, torchVersion, seconds)
    self.findings = findings
    isAccepted = findings.allSatisfy(\.isAccepted)
  }
}
