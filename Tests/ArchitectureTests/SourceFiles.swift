import Foundation
import TestSupport
import Testing

/// The Swift sources as text.
enum SourceFiles {
  /// What runs in the build, and is no module.
  static let plugins: Set = ["BuildRecord"]

  /// The folders of `Sources` that hold Swift of modules, sorted; the others are C and system libraries.
  static func modules() throws -> [String] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: Repository.root.appending(path: "Sources").path)
    return Set(paths.filter { $0.hasSuffix(".swift") }.compactMap { $0.split(separator: "/").first.map(String.init) })
      .subtracting(plugins).sorted()
  }

  /// The files of a module, by their paths in its folder.
  static func swift(of module: String) throws -> [(file: String, text: String)] {
    try swift(under: "Sources/\(module)")
  }

  /// The Swift files below a folder of the repository.
  static func swift(under path: String) throws -> [(file: String, text: String)] {
    let folder = Repository.root.appending(path: path)
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }
    try #require(!names.isEmpty, "no sources in \(folder.path)")
    return try names.sorted().map { ($0, try String(contentsOf: folder.appending(path: $0), encoding: .utf8)) }
  }
}
