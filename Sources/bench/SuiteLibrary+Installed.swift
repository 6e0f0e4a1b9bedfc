import Foundation
import Studies

extension SuiteLibrary {
  /// The suites at hand: those of the working folder, of this installation and of the checkout it was built from.
  static let installed = SuiteLibrary(
    workingDirectory: URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory),
    executable: URL(filePath: Bench.executablePath))
}
