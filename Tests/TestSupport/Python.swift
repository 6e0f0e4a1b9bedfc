package import Foundation
import Testing

/// The Python that `make test` provides, with torch, NumPy, h5py, pandas, Pillow and scikit-learn: other readers, writers and
/// implementations of the same things.
package enum Python {
  /// Runs a script and returns what it printed; a script that fails, or a missing Python, fails the test.
  @discardableResult
  package static func run(_ script: String, _ arguments: String...) throws -> String {
    try output(["-c", script] + arguments)
  }

  /// Runs a script of `Tests/Checks` in the same way.
  @discardableResult
  package static func check(_ name: String, _ arguments: String..., in folder: URL? = nil) throws -> String {
    try output([Repository.root.appending(path: "Tests/Checks/\(name)").path] + arguments, in: folder)
  }

  /// The function `edit(path)`: opens a result file for changes as one of another origin, without its checksum.
  package static let edit = """
    import h5py
    def edit(path):
        data = open(path, 'rb').read()
        if data.startswith(b'nc-bench'): open(path, 'wb').write(data[512:])
        file = h5py.File(path, 'r+')
        file.attrs.pop('has_checksum', None)
        return file

    """

  private static func output(_ arguments: [String], in folder: URL? = nil) throws -> String {
    let process = Process()
    process.currentDirectoryURL = folder
    process.executableURL = try executable()
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(text)")
    return text
  }

  /// `NCBENCH_PYTHON`, or `.deps/torch/bin/python` in the repository.
  /// The interpreter.
  package static func executable() throws -> URL {
    if let path = ProcessInfo.processInfo.environment["NCBENCH_PYTHON"] { return URL(filePath: path) }
    let python = Repository.root.appending(path: ".deps/torch/bin/python")
    try #require(
      FileManager.default.isExecutableFile(atPath: python.path), "no \(python.path): run make, or set NCBENCH_PYTHON")
    return python
  }
}
