import CTurboJPEG

/// TurboJPEG's decoder over bytes in memory: accurate integer DCT and smooth ("fancy") chroma upsampling,
/// which are Pillow's settings. Gray is spread; CMYK and YCCK are converted with Pillow's formula.
struct JPEGDecoder: ~Copyable {
  private let handle: tjhandle
  private let name: String

  /// Creates a decoder for the image called `name` in errors.
  init(name: String) throws {
    guard let handle = tjInitDecompress() else {
      throw ImageFailure(path: name, reason: .corrupt(.jpeg, String(cString: tjGetErrorStr2(nil))))
    }
    self.handle = handle
    self.name = name
  }

  deinit { tjDestroy(handle) }

  /// The size by the header.
  func size(of bytes: [UInt8]) throws -> (width: Int, height: Int) {
    let header = try header(of: bytes)
    return (header.width, header.height)
  }

  /// The image.
  func decode(_ bytes: [UInt8], pixelLimit: Int) throws -> RGBImage {
    let header = try header(of: bytes)
    try ImageFile.check(width: header.width, height: header.height, pixelLimit: pixelLimit, name: name)
    guard header.isCMYK else {
      return try RGBImage(width: header.width, height: header.height) { pixels in
        try decompress(bytes, to: pixels, header, TJPF_RGB)
      }
    }
    let count = header.width * header.height * 4
    let samples = try [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      try decompress(bytes, to: UnsafeMutableBufferPointer(rebasing: buffer[..<count]), header, TJPF_CMYK)
      initialized = count
    }
    return RGBImage(width: header.width, height: header.height, invertedCMYK: samples)
  }

  private struct Header {
    let width: Int
    let height: Int
    let isCMYK: Bool
  }

  private func header(of bytes: [UInt8]) throws -> Header {
    var (width, height, subsampling, space): (Int32, Int32, Int32, Int32) = (0, 0, -1, -1)
    let status = tjDecompressHeader3(handle, bytes, UInt(bytes.count), &width, &height, &subsampling, &space)
    // TurboJPEG complains of uncommon chroma subsampling for the sake of planar functions that are not used here.
    let isOnlyUncommon = subsampling < 0 && space >= 0
    guard status == 0 || isOnlyUncommon || isHarmlessWarning(in: bytes) else { throw failure(of: bytes) }
    // Without a frame, as when the bytes stop before it, there is no size and no complaint.
    guard width > 0, height > 0 else {
      throw ImageFailure(
        path: name, reason: hasEndMarker(bytes) ? .corrupt(.jpeg, "no image inside") : .truncated(.jpeg))
    }
    let isCMYK = space == Int32(bitPattern: TJCS_CMYK.rawValue) || space == Int32(bitPattern: TJCS_YCCK.rawValue)
    return Header(width: Int(width), height: Int(height), isCMYK: isCMYK)
  }

  private func decompress(
    _ bytes: [UInt8],
    to pixels: UnsafeMutableBufferPointer<UInt8>,
    _ header: Header,
    _ format: TJPF
  ) throws {
    let status = tjDecompress2(
      handle,
      bytes,
      UInt(bytes.count),
      pixels.baseAddress,
      Int32(header.width),
      0,
      Int32(header.height),
      format.rawValue,
      TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS
    )
    guard status == 0 || isHarmlessWarning(in: bytes) else { throw failure(of: bytes) }
  }

  /// Whether the last call only warned of something that leaves the pixels as they are.
  ///
  /// libjpeg keeps the first warning alone, so the end of the image is looked for as well: what follows a harmless
  /// warning must not hide missing data.
  private func isHarmlessWarning(in bytes: [UInt8]) -> Bool {
    guard tjGetErrorCode(handle) == Int32(bitPattern: TJERR_WARNING.rawValue) else { return false }
    let harmless = ["extraneous bytes before marker", "JFIF revision number", "Adobe color transform", "Invalid SOS"]
    return harmless.contains(where: message.contains) && hasEndMarker(bytes)
  }

  private func failure(of bytes: [UInt8]) -> ImageFailure {
    let isTruncated = message.contains("Premature end") || message.contains("premature end") && !hasEndMarker(bytes)
    return ImageFailure(path: name, reason: isTruncated ? .truncated(.jpeg) : .corrupt(.jpeg, message))
  }

  private var message: String { String(cString: tjGetErrorStr2(handle)) }

  private func hasEndMarker(_ bytes: [UInt8]) -> Bool {
    bytes.indices.dropFirst().reversed().contains { bytes[$0] == 0xd9 && bytes[$0 - 1] == 0xff }
  }
}

extension RGBImage {
  /// Converts CMYK samples `[height, width, 4]` stored inverted, as Adobe's programs do and Pillow takes for granted.
  /// Source: Pillow, `cmyk2rgb` of Convert.c.
  fileprivate init(width: Int, height: Int, invertedCMYK samples: [UInt8]) {
    self.init(width: width, height: height) { pixels in
      for pixel in 0..<width * height {
        let light = Int(samples[pixel * 4 + 3])
        for channel in 0..<3 {
          let product = (255 - Int(samples[pixel * 4 + channel])) * light + 128
          pixels[pixel * 3 + channel] = UInt8(light - ((product >> 8) + product) >> 8)
        }
      }
    }
  }
}
