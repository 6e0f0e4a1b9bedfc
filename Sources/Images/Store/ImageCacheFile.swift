import Foundation

/// A finished cache file, open for reading. Such files are never changed, only replaced as a whole.
final class ImageCacheFile: Sendable {
  private let path: String
  private let layout: ImageCacheLayout
  private let entries: [ImageCacheLayout.Entry]
  private let descriptor: CInt

  /// Opens a file; nil when it is missing, cut short, damaged, or of another layout or version.
  init?(path: String, layout: ImageCacheLayout) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard fstat(descriptor, &status) == 0, Int(status.st_size) == layout.fileSize,
      let header = Self.read(UInt64.self, count: ImageCacheLayout.headerWords, from: descriptor, at: 0),
      let entries = Self.read(
        ImageCacheLayout.Entry.self,
        count: layout.count,
        from: descriptor,
        at: layout.headerSize
      ),
      header == layout.header(of: entries)
    else {
      close(descriptor)
      return nil
    }
    self.path = path
    self.layout = layout
    self.entries = entries
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Whether the record of an index was made from this source as it is now.
  func isCurrent(_ index: Int, source: ImageSource) -> Bool { entries[index].isMade(from: source) }

  /// The image of an index; nil when its pixels are not those that were written. The file is then removed, so that the
  /// next `preload` makes a new one.
  func image(at index: Int) -> RGBImage? {
    // Read and not mapped: as fast for whole images, and no bus error when somebody cuts the file short.
    let offset = layout.offset(ofRecord: index)
    guard let pixels = Self.read(UInt8.self, count: layout.recordSize, from: descriptor, at: offset),
      pixels.withUnsafeBytes({ Checksum(of: $0).value }) == entries[index].pixelChecksum
    else {
      unlink(path)
      return nil
    }
    return RGBImage(width: layout.width, height: layout.height, pixels: pixels)
  }

  private static func read<Value: BitwiseCopyable>(
    _ type: Value.Type,
    count: Int,
    from descriptor: CInt,
    at offset: Int
  ) -> [Value]? {
    let size = count * MemoryLayout<Value>.stride
    let values = [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
      var done = 0
      while done < size {
        let target = UnsafeMutableRawPointer(buffer.baseAddress!) + done
        let step = pread(descriptor, target, size - done, off_t(offset + done))
        if step < 0, errno == EINTR { continue }
        guard step > 0 else { return }
        done += step
      }
      initialized = count
    }
    return values.count == count ? values : nil
  }
}
