import BenchCore
import Foundation
import ResultStore
import TestSupport
import Testing

/// Folders of `.npy` and `.txt` files, as people and NumPy write them.
@Suite struct EmbeddingFolderTests {
  private func folder(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try Python.run(
        """
        import numpy as np, sys
        folder = sys.argv[1]
        random = np.random.default_rng(1)
        np.save(f"{folder}/query.npy", random.normal(size=(4, 3)).astype("f4"))
        np.save(f"{folder}/gallery.npy", random.normal(size=(3, 3)).astype("f2"))
        np.save(f"{folder}/query_identities.npy", np.array([1, 2, 2, 3]))
        np.save(f"{folder}/gallery_identities.npy", np.array([1, 2, 3], "i4"))
        """, folder.path)
      try body(folder)
    }
  }

  @Test(arguments: ["\u{feff}a\r\nb\r\nc, \u{2028}\r\nd", "a\nb\nc, \u{2028}\nd\n"])
  func captionsMayHaveMarksAndWindowsLineEnds(text: String) throws {
    try folder { folder in
      try Data(text.utf8).write(to: folder.appending(path: "captions.txt"))
      try Data("1.png\r\n2.png\r\n3.png\r\n".utf8).write(to: folder.appending(path: "gallery_files.txt"))
      let embeddings = try EmbeddingFile.read(folder).embeddings
      #expect(embeddings.captions == ["a", "b", "c, \u{2028}", "d"])
      #expect(embeddings.galleryFiles == ["1.png", "2.png", "3.png"])
    }
  }

  @Test func captionsInOtherEncodingsAreNamed() throws {
    try folder { folder in
      let file = folder.appending(path: "captions.txt")
      for (encoding, words) in [
        (String.Encoding.utf16, "it is UTF-16 text; save it as UTF-8"), (.isoLatin1, "line 3 is not UTF-8 text"),
      ] {
        try #require("a\nb\ngrün\nd\n".data(using: encoding)).write(to: file)
        let error = #expect(throws: EmbeddingFileError.self) { try EmbeddingFile.read(folder) }
        #expect(error?.description.contains("captions.txt: cannot be read: \(words)") == true, "\(error as Any)")
      }
    }
  }

  @Test func damagedFoldersNeverCrash() throws {
    try folder { folder in
      try Data("a\nb\nc\nd\n".utf8).write(to: folder.appending(path: "captions.txt"))
      for name in ["query.npy", "gallery_identities.npy", "captions.txt"] {
        let file = folder.appending(path: name)
        let original = try Data(contentsOf: file)
        try ReaderFuzz.run(
          "embeddings-\(name.prefix { $0 != "." })", originals: [original],
          words: ["'descr': ", "'<f8'", "'<f2'", "(0, ", "9223372036854775807, ", ")", "}", "\n", "\r\n", "\u{feff}"],
          file: name,
          count: 500
        ) { damaged in
          try? FileManager.default.removeItem(at: file)
          try FileManager.default.copyItem(at: damaged, to: file)
          _ = try EmbeddingFile.read(folder)
        }
        try original.write(to: file)
      }
    }
  }
}
