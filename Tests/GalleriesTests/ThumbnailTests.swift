import Foundation
import Galleries
import Images
import Reports
import TestSupport
import Testing

/// Pictures of files as they stand in a page that is sent.
@Suite struct ThumbnailTests {
  /// Photographs that Pillow writes lying on their side, with the place where they were taken.
  private static let script = """
    import sys
    from PIL import Image
    image = Image.linear_gradient('L').resize((40, 100)).convert('RGB')
    exif = Image.Exif()
    exif[0x010f] = 'a maker of cameras'
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = 'N'
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    for name in 'small.jpg', 'small.png':
        image.save(f'{sys.argv[1]}/{name}', exif=exif.tobytes())
    image.resize((400, 1000)).save(f'{sys.argv[1]}/large.jpg', exif=exif.tobytes())
    """

  @Test func onlyStoredPixelsTravel() throws {
    try withTemporaryFolder { folder in
      try Python.run(Self.script, folder.path)
      for name in ["small.jpg", "small.png", "large.jpg"] {
        let path = folder.appending(path: name).path
        let file = try Data(contentsOf: URL(filePath: path))
        #expect(file.range(of: Data("a maker of cameras".utf8)) != nil, "\(name): there is something to leave out")
        let picture = try Thumbnail.picture(path: path)
        let bytes = try #require(Data(base64Encoded: picture.base64))
        for word in ["Exif", "eXIf", "a maker of cameras"] {
          #expect(bytes.range(of: Data(word.utf8)) == nil, "\(name): \(word)")
        }
        let shown = try ImageFile.decode(bytes: Array(bytes), name: name)
        #expect(picture.mediaType == "image/png" && [shown.width, shown.height] == [picture.width, picture.height])
        if name.hasPrefix("small") {
          #expect(shown == (try ImageFile.decode(path: path)), "as stored, not turned")
        } else {
          #expect(shown.width == 157 && shown.height == 392)
        }
      }
    }
  }
}
