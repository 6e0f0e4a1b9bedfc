import BenchCore
import Foundation

/// Builds a cache file beside its final place, where it goes only when it is whole: a crash, a full disk or a second
/// process doing the same never leaves a file with missing pixels there.
///
/// A failure is kept and ends the writing; going without a cache is not an error.
final class ImageCacheWriter {
  /// Why there will be no cache file.
  private(set) var failure: ImageCacheFailure?
  private let path: String
  private var partialPath = ""
  private let layout: ImageCacheLayout
  private var descriptor: CInt = -1
  private var entries: [ImageCacheLayout.Entry] = []

  /// Creates the partial file, and its folder if need be.
  init(path: String, layout: ImageCacheLayout) {
    self.path = path
    self.layout = layout
    do throws(FileFailure) {
      let file = URL(fileURLWithPath: path)
      try OutputFolder.create(file.deletingLastPathComponent())
      (partialPath, descriptor) = try UnfinishedFiles.create(for: file)
    } catch {
      failure = ImageCacheFailure(path: path, message: error.reason)
    }
  }

  deinit { discard() }

  /// Whether there still is a point in adding images.
  var isWriting: Bool { descriptor >= 0 }

  /// Adds the next image.
  func append(_ image: RGBImage, from source: ImageSource) {
    guard isWriting else { return }
    image.pixels.withUnsafeBytes { pixels in
      write(pixels, at: layout.offset(ofRecord: entries.count))
      entries.append(ImageCacheLayout.Entry(source: source, pixelChecksum: Checksum(of: pixels).value))
    }
  }

  /// Writes the header and moves the file to its place, once all images of the layout are in.
  func finish() {
    entries.withUnsafeBytes { write($0, at: layout.headerSize) }
    layout.header(of: entries).withUnsafeBytes { write($0, at: 0) }
    if isWriting, rename(partialPath, path) != 0 { fail(errno) }
    discard()
  }

  private func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    var done = 0
    while isWriting, done < bytes.count {
      let step = pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
      if step > 0 { done += step } else if step == 0 || errno != EINTR { fail(step == 0 ? ENOSPC : errno) }
    }
  }

  private func fail(_ code: CInt) {
    failure = ImageCacheFailure(path: path, message: String(cString: strerror(code)))
    discard()
  }

  /// Closes and removes the partial file; after the renaming there is none to remove.
  private func discard() {
    guard isWriting else { return }
    close(descriptor)
    unlink(partialPath)
    descriptor = -1
  }
}
