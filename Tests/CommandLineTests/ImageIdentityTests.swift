import DataTestSupport
import Foundation
import TestSupport
import Testing

/// Images that change between two sweeps.
@Suite struct ImageIdentityTests {
  @Test func aChangedImageIsAnotherRunAndAnUnchangedOneIsReadOnce() throws {
    try withTemporaryFolder { folder in
      try TinyData.copy(to: folder.appending(path: "data"))
      let images = folder.appending(path: "data/synth-pedes/imgs")
      let names = try FileManager.default.subpathsOfDirectory(atPath: images.path).filter { $0.hasSuffix(".png") }
      let image = images.appending(path: try #require(names.sorted().first))
      func sweep(_ more: String...) throws -> BenchProcess.Result {
        try BenchProcess(
          [
            "sweep", "--data-root", "data", "--results", "out", "--epochs", "1", "--batch-size", "16", "--methods",
            "irra-sdm", "--noise", "0",
          ] + more, in: folder
        ).finished()
      }
      let first = try sweep()
      #expect(first.code == 0 && first.errors.contains("1 runs done, 0 finished before"), "\(first.errors)")
      let cache = folder.appending(path: ".cache/images")
      let files = try FileManager.default.contentsOfDirectory(atPath: cache.path)
      #expect(files.count { $0.hasSuffix(".digests") } == 1)
      #expect(try sweep("--dry-run").output.contains("1 run, 1 finished in out, 0 to run"))

      let before = try Data(contentsOf: image)
      try editInPlace(image) { $0[$0.count - 20] ^= 1 }
      let trusting = try sweep("--dry-run", "--trust-cache")
      #expect(trusting.output.contains("1 run, 1 finished in out, 0 to run"), "\(trusting.output)\(trusting.errors)")
      for more in [[], ["--no-cache"]] {
        let changed = try BenchProcess(
          [
            "sweep", "--data-root", "data", "--results", "out", "--epochs", "1", "--batch-size", "16", "--methods",
            "irra-sdm", "--noise", "0", "--dry-run",
          ] + more, in: folder
        ).finished()
        #expect(changed.output.contains("1 run, 0 finished in out, 1 to run"), "\(changed.output)\(changed.errors)")
      }
      try editInPlace(image) { $0 = before }
      #expect(try sweep("--dry-run").output.contains("1 run, 1 finished in out, 0 to run"))

      // Pixels, not only bytes.
      try Python.run(
        """
        import sys
        from PIL import Image, ImageOps
        ImageOps.invert(Image.open(sys.argv[1]).convert('RGB')).save(sys.argv[1], 'PNG')
        """, image.path)
      let note = "note: the images of synth-pedes changed since 1 finished run; it runs again (the old result stays)\n"
      let inverted = try sweep()
      #expect(inverted.code == 0 && inverted.errors.contains(note), "\(inverted.errors)")
      #expect(inverted.errors.contains("1 runs done, 0 finished before"), "\(inverted.errors)")
      let again = try sweep()
      #expect(again.errors.contains("0 runs done, 1 finished before") && !again.errors.contains("changed since"))

      let refused = try sweep("--no-cache", "--trust-cache")
      #expect(refused.code != 0 && refused.errors.contains("--trust-cache has nothing to trust with --no-cache"))
    }
  }

  @Test func rotationsAreTold() throws {
    try withTemporaryFolder { folder in
      let data = folder.appending(path: "data")
      try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
      try Python.run(
        """
        import json, sys
        from PIL import Image
        with open(sys.argv[1] + '/manifest.jsonl', 'w') as lines:
            for number in range(6):
                exif = Image.Exif()
                if number in (1, 4): exif[0x0112] = 6
                Image.new('RGB', (16, 40), (40 * number, 9, 9)).save(f'{sys.argv[1]}/{number}.jpg', exif=exif.tobytes())
                split = 'train' if number < 4 else 'test'
                lines.write(json.dumps({'image': f'{number}.jpg', 'caption': f'person {number}', 'identity': number,
                                        'split': split}) + '\\n')
        """, data.path)
      for _ in 0..<2 {
        let plan = try BenchProcess.run(
          "sweep", "--datasets", "manifest", "--data-root", "data", "--methods", "irra-sdm", "--noise", "0",
          "--selection", "test", "--weights", "random", "--dry-run", in: folder)
        #expect(plan.code == 0)
        let told = plan.errors.split(separator: "\n").filter { $0.contains("EXIF") }
        #expect(
          told == [
            "note: manifest: 2 images carry an EXIF rotation, which is not applied, as in the papers' code"
          ], "\(plan.errors)")
      }
      let check = try BenchProcess.run("data", "check", "--dataset", "manifest", "--data-root", "data", in: folder)
      #expect(check.code == 0)
      #expect(
        check.output.contains(
          "warning: images with an EXIF rotation, which is not applied, as in the papers' code: 2\n"),
        "\(check.output)")
    }
  }
}
