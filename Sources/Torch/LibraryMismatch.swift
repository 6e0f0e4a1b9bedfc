import BenchCore

/// Another version of libtorch was loaded than this program was compiled against, which would corrupt its memory.
package struct LibraryMismatch: BenchFailure, Equatable {
  var built: String
  var loaded: String

  /// `nil` where there is none.
  init?(built: String, loaded: String) {
    guard built != loaded else { return nil }
    (self.built, self.loaded) = (built, loaded)
  }

  package var problem: String {
    "this program was built with libtorch \(built), but \(loaded.isEmpty ? "another" : loaded) was loaded"
  }

  package var remedy: String? {
    "take the other one out of LD_LIBRARY_PATH, or build again with it: make LIBTORCH=... build"
  }
}
