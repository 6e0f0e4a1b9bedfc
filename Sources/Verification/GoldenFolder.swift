package import Foundation

/// Where goldens are when nobody says so.
package enum GoldenFolder {
  /// `Tests/Goldens` of the checkout that this program was built from, else of the working directory.
  ///
  /// - Throws: `VerificationFailure.noGoldens` with the places where there are none.
  package static func find(workingDirectory: URL, checkout: URL = sources) throws -> URL {
    let places = [checkout, workingDirectory].map { $0.appending(path: "Tests/Goldens") }
    guard let place = places.first(where: { FileManager.default.fileExists(atPath: $0.path) }) else {
      throw VerificationFailure.noGoldens(places.map(\.path))
    }
    return place
  }

  /// The folder of Package.swift when this was compiled.
  package static let sources = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
