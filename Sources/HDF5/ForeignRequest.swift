/// What the process that reads foreign files is asked for; the end of a socket for the answer comes with it.
struct ForeignRequest: Codable {
  /// The path of the file.
  var file: String
  var byteCount: Int
  var childless: Set<String>

  /// The processor time for a file: 2 s and a second for every 8 MiB.
  var seconds: Int { 2 + byteCount >> 23 }
  /// The time on the clock, most of it for a disk that is slow to answer: no file takes it without processor time.
  var patience: Int { 60 + 3 * seconds }
  /// How much more memory than an idle process has may be taken.
  var memory: Int { 512 << 20 + 16 * min(byteCount, 1 << 40) }
  /// What the arrays of the file may take altogether.
  var greatestBytes: Int { 128 << 20 + 8 * min(byteCount, 1 << 40) }

  /// The error of a file that was not read in this time.
  var impatience: HDF5Failure {
    .fileSystem(operation: "read", file: file, reason: "the disk did not answer in \(patience) s")
  }

  /// The size of a request is limited by that of a message.
  static let greatestSize = 1 << 16
}

/// How reading a file went, for the process that asked: the first part of the answer, behind its size in 8 bytes; the rest is
/// what was read, an HDF5 file.
struct ForeignReport: Codable {
  /// Why nothing was read.
  var failure: HDF5Failure?
  /// Why parts were not read: objects as `/path`, attributes as `/path@name`.
  var unreadable: [String: HDF5Failure] = [:]
}
