import Dispatch
import Foundation
import Images
import Synchronization

/// The size of every image of a dataset, read on all cores.
struct ImageSurvey {
  /// How much of a file is read.
  enum Depth {
    /// Its header; the whole of it only where the file does not end as its format does.
    case headers
    /// All of it: every image is decoded.
    case pixels
  }

  /// The sizes of the images that can be read, in the order of the paths.
  private(set) var headers: [ImageHeader] = []
  /// Those of them that are not upright by what EXIF says.
  private(set) var rotatedPaths: [String] = []
  /// The others, in the order of the paths.
  private(set) var failures: [ImageFailure] = []

  /// Looks at each of the files once.
  ///
  /// `progress` is called with the number of files done and their total, one call at a time but on any thread.
  init(paths: [String], depth: Depth = .headers, progress: @Sendable (_ done: Int, _ total: Int) -> Void) {
    let chunkSize = 64
    let chunkCount = (paths.count + chunkSize - 1) / chunkSize
    let empty = [Result<ImageHeader, ImageFailure>]()
    let chunks = Mutex((results: Array(repeating: empty, count: chunkCount), done: 0))
    DispatchQueue.concurrentPerform(iterations: chunkCount) { chunk in
      let range = chunk * chunkSize..<min(paths.count, (chunk + 1) * chunkSize)
      let results = paths[range].map { Self.header(path: $0, depth: depth) }
      chunks.withLock { state in
        state.results[chunk] = results
        state.done += results.count
        progress(state.done, paths.count)
      }
    }
    for (path, result) in zip(paths, chunks.withLock({ $0.results }).joined()) {
      switch result {
      case .success(let header):
        headers.append(header)
        if header.orientation != 1 { rotatedPaths.append(path) }
      case .failure(let error): failures.append(error)
      }
    }
  }

  /// The header of an image that has been read as deep as asked.
  private static func header(path: String, depth: Depth) -> Result<ImageHeader, ImageFailure> {
    do {
      let header = try ImageFile.header(path: path)
      try ImageFile.checkIsPhoto(width: header.width, height: header.height, name: path)
      if depth == .pixels || !endsAsFormatDoes(path: path, format: header.format) {
        _ = try ImageFile.decode(path: path)
      }
      return .success(header)
    } catch let error as ImageFailure {
      return .failure(error)
    } catch {
      return .failure(ImageFailure(path: path, reason: .system(error.systemReason)))
    }
  }

  /// Whether the last bytes are a JPEG's end-of-image marker or a PNG's IEND chunk.
  private static func endsAsFormatDoes(path: String, format: ImageFormat) -> Bool {
    let ending: [UInt8] =
      switch format {
      case .jpeg: [0xFF, 0xD9]
      case .png: [0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82]
      }
    guard let file = FileHandle(forReadingAtPath: path) else { return false }
    defer { try? file.close() }
    guard let size = try? file.seekToEnd(), size >= UInt64(ending.count) else { return false }
    try? file.seek(toOffset: size - UInt64(ending.count))
    return (try? file.readToEnd())?.elementsEqual(ending) ?? false
  }
}
