import Foundation

/// The folder of what can be made again or fetched again: decoded images, the embedded weights, rendered datasets and
/// CLIP's vocabulary, each in a folder of its own below it.
package enum CacheFolder {
  /// The environment variable that names another folder than `.cache` below the working directory.
  package static let variable = "NCBENCH_CACHE"

  /// A path below it.
  package static func path(_ name: String) -> String {
    let chosen = ProcessInfo.processInfo.environment[variable] ?? ""
    return "\(chosen.isEmpty ? ".cache" : chosen)/\(name)"
  }
}
