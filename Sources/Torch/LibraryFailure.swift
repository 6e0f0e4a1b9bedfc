import BenchCore
internal import CTorch

/// Why there is no libtorch in this process.
package enum LibraryFailure: BenchFailure, Equatable {
  /// The file with this program's calls of libtorch is not where the program is.
  case missing(file: String)
  /// The dynamic loader refuses that file or what it needs, such as libtorch, in its words.
  case refused(file: String, cause: String)
  /// The file was built from other sources than this program.
  case outdated(file: String)
  /// The file was built with another version of libtorch than the one that was loaded, which would corrupt its memory.
  case version(built: String, loaded: String)

  /// `nil` where libtorch is loaded; loads it.
  init?(_ library: ct_library) {
    let file = String(cString: library.file)
    switch library.state {
    case CT_LOADED: return nil
    case CT_SHIM_IS_MISSING: self = .missing(file: file)
    case CT_SHIM_IS_DIFFERENT: self = .outdated(file: file)
    case CT_TORCH_IS_DIFFERENT:
      self = .version(built: String(cString: library.built_version), loaded: String(cString: library.loaded_version))
    default: self = .refused(file: file, cause: String(cString: library.problem))
    }
  }

  package var problem: String {
    switch self {
    case .missing: "libtorch cannot be used: the library that calls it is not beside this program"
    case .refused(_, let cause): "libtorch cannot be loaded: \(cause)"
    case .outdated: "libtorch cannot be used: the library that calls it is of another build than this program"
    case .version(let built, let loaded):
      "this program was built with libtorch \(built), but \(loaded.isEmpty ? "another" : loaded) was loaded"
    }
  }

  package var location: String? {
    switch self {
    case .missing(let file), .refused(let file, _), .outdated(let file): file
    case .version: nil
    }
  }

  package var remedy: String? {
    switch self {
    case .missing: "build both (`make build`), and copy libTorchShim.so wherever bench is copied"
    case .refused: "build again with a libtorch that is there: make build, or make LIBTORCH=... build"
    case .outdated: "build both again: make build"
    case .version: "take the other one out of LD_LIBRARY_PATH, or build again with it: make LIBTORCH=... build"
    }
  }
}
