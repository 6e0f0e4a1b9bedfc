import Foundation
import TestSupport
import Testing

/// Scripts that the commands of tests run.
enum ExternalScript {
  static let example = Repository.root.appending(path: "docs/external_method.py")

  /// Writes a script: Python with the specification as `spec`, and `rows` and `save`.
  static func write(_ script: String, to file: URL) throws {
    let example = try String(contentsOf: example, encoding: .utf8)
    // The example's own way to write NumPy files.
    let save = try #require(example.firstMatch(of: /def save.*?\n\n\n/.dotMatchesNewlines()))
    let head = """
      import array, json, os, pathlib, signal, struct, sys, time
      spec = json.load(open(sys.argv[1]))
      def rows(name): return [json.loads(line) for line in open(spec["listings"][name])]
      \(save.output)
      def write(queries, gallery, change=0):
          save("query.npy", [float(q["identity"] == i) for q in queries for i in range(500)], (len(queries), 500), "f4", "f")
          save("gallery.npy", [float(g["identity"] == i) for g in gallery for i in range(500)], (len(gallery), 500), "f4", "f")
          save("query_identities.npy", [q["identity"] + change for q in queries], (len(queries),), "i8", "q")
          save("gallery_identities.npy", [g["identity"] for g in gallery], (len(gallery),), "i8", "q")

      """
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data((head + script).utf8).write(to: file)
  }
}
