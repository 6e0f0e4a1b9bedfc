import HDF5

extension ResultStore {
  /// The version of the HDF5 library that reads and writes results; `nil` where it does not say.
  package static var libraryVersion: String? { LibraryVersion.current }
}
