/// A folder or file that cannot be written.
package struct OutputFailure: BenchFailure, Equatable {
  package var place: String
  package var reason: String

  package init(place: String, reason: String) {
    self.place = place
    self.reason = reason
  }

  package var problem: String { "cannot be written: \(reason)" }
  package var location: String? { place }
  package var remedy: String? { "choose another folder with --out, or make room and allow writing" }
}
