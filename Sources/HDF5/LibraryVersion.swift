import CHDF5

/// The HDF5 library that this process uses.
package enum LibraryVersion {
  /// Such as `1.10.8`; `nil` where the library does not say.
  package static var current: String? {
    Library.locked {
      var (major, minor, release): (UInt32, UInt32, UInt32) = (0, 0, 0)
      return H5get_libversion(&major, &minor, &release) < 0 ? nil : "\(major).\(minor).\(release)"
    }
  }
}
