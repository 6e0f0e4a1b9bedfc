package import Foundation
import Testing

/// Changes the bytes of a file, but not their number, and hides it as `touch -r` does: inode and modification time stay.
package func editInPlace(_ file: URL, _ change: (inout Data) -> Void) throws {
  var before = stat()
  try #require(stat(file.path, &before) == 0)
  var bytes = try Data(contentsOf: file)
  let size = bytes.count
  change(&bytes)
  try #require(bytes.count == size)
  // Clocks of file systems tick every few milliseconds: until then nothing could tell the two versions apart.
  var after = before
  while (after.st_ctim.tv_sec, after.st_ctim.tv_nsec) == (before.st_ctim.tv_sec, before.st_ctim.tv_nsec) {
    let handle = try FileHandle(forWritingTo: file)
    try handle.write(contentsOf: bytes)
    try handle.close()
    try #require(utimensat(AT_FDCWD, file.path, [before.st_atim, before.st_mtim], 0) == 0)
    try #require(stat(file.path, &after) == 0)
  }
  try #require((after.st_size, after.st_ino) == (before.st_size, before.st_ino))
  try #require(
    (after.st_mtim.tv_sec, after.st_mtim.tv_nsec) == (before.st_mtim.tv_sec, before.st_mtim.tv_nsec))
}
