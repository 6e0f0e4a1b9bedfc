/// The file that objects are in, as far as it matters for reading them.
struct FileSource: Sendable {
  /// The size of the file, to judge claims against; `nil` while the file is being written.
  var bytes: Int?
  /// Whether there is a checksum in front, verified as `File.Trust` says.
  var isSealed = false
  /// Why objects (`/path`) and attributes (`/path@name`) are not read, where the reader of foreign files found them
  /// unreadable; something stands in their place, so that they are not taken for missing.
  var unreadable: [String: HDF5Failure] = [:]
}
