import BenchCore
import Crypto
import Datasets
import Foundation
import Images
import Synchronization
import SynthPedes
import Testing

struct SynthPedesWritingTests {
  private typealias Samples = SynthPedesSamples

  @Test func tinyKeepsItsChecksum() throws {
    // Change `SynthPedesSet.revision` whenever this changes.
    #expect(SynthPedesSet.revision == 2)
    #expect(
      try Samples.tiny.get().summary.checksum == "9118e868d4d8aad0ba8b0e3edcdab1e6d0e67fa23c99731cc9c67a1f7196f15d")
  }

  @Test func checksumCoversAnnotationsAndPixels() throws {
    let tiny = try Samples.tiny.get()
    var hash = SHA256()
    hash.update(data: tiny.annotations)
    for image in tiny.images { hash.update(data: Data(SHA256.hash(data: image.pixels))) }
    #expect(hash.finalize().map { String(format: "%02x", $0) }.joined() == tiny.summary.checksum)
  }

  @Test func filesDoNotDependOnTheNumberOfWorkers() throws {
    let alone = try Samples.withRoot { root in
      try Samples.files(in: SynthPedesSet.write(Samples.smallest, to: root).folder)
    }
    let crowd = try Samples.withRoot { root in
      try Samples.files(in: SynthPedesSet.write(Samples.smallest, to: root, workers: 4).folder)
    }
    #expect(alone.count == 7)
    #expect(alone == crowd)
  }

  @Test func seedChangesEverything() throws {
    var other = Samples.smallest
    other.seed = 2
    let first = try SynthPedesSet.renderedImage(of: SynthPedesPopulation(Samples.smallest), identity: 0, image: 0)
    let second = try SynthPedesSet.renderedImage(of: SynthPedesPopulation(other), identity: 0, image: 0)
    #expect(first.image != second.image)
    #expect(first.captions != second.captions)
  }

  @Test func writesWhatItDraws() throws {
    try Samples.withRoot { root in
      let summary = try SynthPedesSet.write(Samples.smallest, to: root)
      let records = try Samples.records(summary)
      let rendered = try SynthPedesSet.renderedImage(of: SynthPedesPopulation(Samples.smallest), identity: 0, image: 1)
      let path = try #require(records[1].file_path)
      #expect(records[1].captions == rendered.captions)
      #expect(try PNGFile.read(from: summary.folder.appending(path: "imgs/\(path)")) == rendered.image)
    }
  }

  @Test func layoutIsThatOfCUHKPEDES() throws {
    let tiny = try Samples.tiny.get()
    let records = tiny.records
    #expect(tiny.summary.annotations.lastPathComponent == "reid_raw.json")
    #expect(tiny.summary.folder.lastPathComponent == "synth-pedes")
    #expect(records.count == 88)
    #expect(tiny.summary.images == 88)
    #expect(tiny.summary.captions == 176)
    #expect(records.allSatisfy { $0.captions.count == 2 && $0.img_path == nil })
    func identities(_ split: Split) -> [Int] {
      Set(records.filter { $0.split == split }.map(\.id)).sorted()
    }
    #expect(identities(.train) == Array(1...24))
    #expect(identities(.val) == Array(25...32))
    #expect(identities(.test) == Array(33...44))
    #expect(Set(records.compactMap(\.file_path)).count == 88)
    #expect(Set(tiny.images).count == 88)
    #expect(tiny.images.allSatisfy { $0.width == 64 && $0.height == 192 })
  }

  @Test func theReaderOfCUHKPEDESReadsIt() throws {
    try Samples.withRoot { root in
      let summary = try SynthPedesSet.write(Samples.smallest, to: root)
      let contents = try DatasetInfo.synthPEDES.read(dataRoot: root)
      let records = try Samples.records(summary)
      #expect(contents.id == DatasetInfo.synthPEDES.id)
      #expect(contents.train.identities == [0, 0, 0, 0, 1, 1])
      #expect(contents.train.captions == records.prefix(3).flatMap(\.captions))
      #expect(contents.val == nil)
      #expect(contents.test.queryCaptions == records.suffix(2).flatMap(\.captions))
      for path in contents.train.imagePaths + contents.test.galleryPaths {
        #expect(try PNGFile.read(from: URL(filePath: path)).height == 192)
      }
    }
  }

  @Test func keepsACompleteDataset() throws {
    try Samples.withRoot { root in
      let first = try SynthPedesSet.write(Samples.smallest, to: root)
      let calls = Mutex(0)
      let second = try SynthPedesSet.write(Samples.smallest, to: root) { _, _ in calls.withLock { $0 += 1 } }
      #expect(!first.wasKept)
      #expect(second.wasKept)
      #expect(second.checksum == first.checksum)
      #expect(calls.withLock { $0 } == 0)
    }
  }

  @Test func reportsEveryImage() throws {
    try Samples.withRoot { root in
      let calls = Mutex<[[Int]]>([])
      try SynthPedesSet.write(Samples.smallest, to: root, workers: 3) { done, total in
        calls.withLock { $0.append([done, total]) }
      }
      #expect(calls.withLock { $0 } == (1...5).map { [$0, 5] })
    }
  }

  @Test func refusesOtherSettingsUnlessToldToOverwrite() throws {
    try Samples.withRoot { root in
      let first = try SynthPedesSet.write(Samples.smallest, to: root)
      var other = Samples.smallest
      other.seed = 7
      let before = try Samples.files(in: root)
      let error = #expect(throws: SynthPedesFailure.self) { try SynthPedesSet.write(other, to: root) }
      #expect(error?.reason == .otherSettings(folder: first.folder.path))
      #expect(error?.description.contains(first.folder.path) == true)
      #expect(try Samples.files(in: root) == before)
      let second = try SynthPedesSet.write(other, to: root, overwrite: true)
      #expect(second.checksum != first.checksum)
      #expect(try FileManager.default.contentsOfDirectory(atPath: root.path) == ["synth-pedes"])
      #expect(try SynthPedesSet.write(other, to: root).wasKept)
    }
  }

  @Test func noticesDamage() throws {
    try Samples.withRoot { root in
      let summary = try SynthPedesSet.write(Samples.smallest, to: root)
      let path = try #require(try Samples.records(summary)[2].file_path)
      try FileManager.default.removeItem(at: summary.folder.appending(path: "imgs/\(path)"))
      let missing = #expect(throws: SynthPedesFailure.self) { try SynthPedesSet.write(Samples.smallest, to: root) }
      #expect(missing?.reason == .damaged(folder: summary.folder.path, "imgs/\(path) is missing"))
      #expect(try !SynthPedesSet.write(Samples.smallest, to: root, overwrite: true).wasKept)

      try Data("[]".utf8).write(to: summary.annotations)
      let changed = #expect(throws: SynthPedesFailure.self) { try SynthPedesSet.write(Samples.smallest, to: root) }
      #expect(changed?.reason == .damaged(folder: summary.folder.path, "reid_raw.json was changed"))
    }
  }

  @Test func neverTouchesAForeignFolder() throws {
    try Samples.withRoot { root in
      let folder = root.appending(path: "synth-pedes", directoryHint: .isDirectory)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data("mine".utf8).write(to: folder.appending(path: "notes.txt"))
      let before = try Samples.files(in: root)
      for overwrite in [false, true] {
        let error = #expect(throws: SynthPedesFailure.self) {
          try SynthPedesSet.write(Samples.smallest, to: root, overwrite: overwrite)
        }
        #expect(error?.reason == .foreign(folder: folder.path))
        #expect(error?.remedy != nil)
      }
      #expect(try Samples.files(in: root) == before)
    }
  }

  @Test func saysWhereItCannotWrite() throws {
    try Samples.withRoot { root in
      // A file where the root should be: unwritable even for the superuser.
      try Data("a file".utf8).write(to: root)
      let error = #expect(throws: SynthPedesFailure.self) { try SynthPedesSet.write(Samples.smallest, to: root) }
      guard case .unwritable(let folder, let message) = error?.reason else {
        Issue.record("unexpected error \(String(describing: error))")
        return
      }
      #expect(folder.hasPrefix(root.path))
      #expect(!message.isEmpty)
    }
  }

  @Test func rejectsIdentitiesAndImagesThatDoNotExist() throws {
    let population = try SynthPedesPopulation(Samples.smallest)
    #expect(population.members.map(\.images) == [2, 1, 2])
    for (identity, image) in [(3, 0), (-1, 0), (1, 1), (0, -1)] {
      #expect(throws: SynthPedesFailure.self) {
        try SynthPedesSet.renderedImage(of: population, identity: identity, image: image)
      }
    }
  }
}
