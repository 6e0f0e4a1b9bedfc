import DataTestSupport
import Foundation
import Studies
import StudyTestSupport
import Synchronization
import TestSupport
import Testing

/// What specifications say of a dataset's images.
@Suite struct PlannedImagesTests {
  /// A copy of the tiny dataset, and the images of a split.
  private func withData(_ body: (_ data: URL, _ images: (String) throws -> [URL]) throws -> Void) throws {
    try withTemporaryFolder { root in
      let data = root.appending(path: "data")
      try TinyData.copy(to: data)
      let folder = data.appending(path: "synth-pedes")
      let records = try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: folder.appending(path: "reid_raw.json")))
          as? [[String: Any]])
      try body(data) { split in
        records.filter { $0["split"] as? String == split }.compactMap { $0["file_path"] as? String }
          .map { folder.appending(path: "imgs/\($0)") }
      }
    }
  }

  private func request(_ change: (inout StudyRequest) -> Void = { _ in }) -> StudyRequest {
    var request = StudyRequest(datasets: ["synth-pedes"], methods: ["irra-sdm"], noiseRates: [0.5], seeds: [1])
    request.weights = .random
    change(&request)
    return request
  }

  /// Events as texts.
  private func planned(
    in data: URL, images: StudyPlanner.ImageIdentity = .hashed(cache: nil), _ requests: [StudyRequest]
  ) throws -> (runs: [PlannedRun], events: [String]) {
    let events = Mutex<[String]>([])
    let planner = StudyPlanner(dataRoot: data, weightsDirectory: TinyStudy.weightsDirectory, images: images) { event in
      let text: String? =
        switch event {
        case .hashing(let dataset, let done, let total): "\(dataset) \(done)/\(total)"
        case .rotated(let dataset, let count): "\(dataset) \(count) rotated"
        case .notCached(let failure): "\(failure)"
        case .skipped(_, let images, _): "skipped \(images.names.count)"
        default: nil
        }
      if let text { events.withLock { $0.append(text) } }
    }
    return (try requests.flatMap { try planner.runs(of: $0) }, events.withLock { $0 })
  }

  @Test(arguments: ["train", "val", "test"])
  func oneChangedPixelMakesOtherRuns(split: String) throws {
    try withData { data, images in
      let cache = data.appending(path: "../cache")
      let before = try #require(try planned(in: data, images: .hashed(cache: cache), [request()]).runs.first)
      #expect(before.spec.dataset.imageChecksum?.count == 64)
      #expect(try planned(in: TinyData.root, [request()]).runs == [before], "wherever the images are")
      #expect(try planned(in: data, images: .hashed(cache: cache), [request()]).runs == [before])

      try editInPlace(try #require(try images(split).first)) { $0[$0.count - 20] ^= 1 }
      let after = try #require(try planned(in: data, images: .hashed(cache: cache), [request()]).runs.first)
      #expect(after.signature != before.signature)
      var spec = after.spec
      spec.dataset.imageChecksum = before.spec.dataset.imageChecksum
      #expect(spec == before.spec, "nothing else changed")
      let trusted = try planned(in: data, images: .hashed(cache: cache, trustsCache: true), [request()]).runs
      #expect(trusted == [after], "the cache knows it now")
    }
  }

  @Test func aTrustedCacheKeepsRunsAsTheyWere() throws {
    try withData { data, images in
      let cache = data.appending(path: "../cache")
      let trusting = StudyPlanner.ImageIdentity.hashed(cache: cache, trustsCache: true)
      // What was written a moment ago is not kept, so that it is read until it is.
      var before = try planned(in: data, images: trusting, [request()])
      while !before.events.isEmpty { before = try planned(in: data, images: trusting, [request()]) }
      try editInPlace(try #require(try images("test").first)) { $0[$0.count - 20] ^= 1 }
      let after = try planned(in: data, images: trusting, [request()])
      #expect(after.runs == before.runs && after.events.isEmpty)
      #expect(try planned(in: data, images: .hashed(cache: cache), [request()]).runs != before.runs)
      #expect(try planned(in: data, images: .ignored, [request()]).runs.first?.spec.dataset.imageChecksum == nil)
    }
  }

  @Test func studiesOfOneDatasetReadItOnce() throws {
    let requests = [request(), request { $0.seeds = [2, 3] }, request { $0.methods = ["rde-tal"] }]
    let (runs, events) = try planned(in: TinyData.root, requests)
    #expect(runs.count == 4 && Set(runs.map(\.spec.dataset)).count == 1)
    #expect(events == (1...88).map { "synth-pedes \($0)/88" })
  }

  @Test func anotherOrderOfTheAnnotationsIsAnotherDatasetOfTheSameImages() throws {
    try withData { data, _ in
      let before = try #require(try planned(in: data, [request()]).runs.first)
      let file = data.appending(path: "synth-pedes/reid_raw.json")
      let records = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [Any])
      try JSONSerialization.data(withJSONObject: Array(records.reversed())).write(to: file)
      let after = try #require(try planned(in: data, [request()]).runs.first)
      #expect(after.signature != before.signature)
      #expect(after.spec.dataset.annotationChecksum != before.spec.dataset.annotationChecksum)
      #expect(after.spec.dataset.imageChecksum == before.spec.dataset.imageChecksum)
    }
  }

  @Test func whatCannotBeReadIsNamedWithTheWaysOn() throws {
    try withData { data, images in
      func failure(_ change: (inout StudyRequest) -> Void = { _ in }) throws -> String {
        let error = try #require(throws: (any Error).self) { try planned(in: data, [request(change)]) }
        return "\(error)"
      }
      let trained = try #require(try images("train").last)
      try FileManager.default.removeItem(at: trained)
      let told = try failure()
      #expect(told.contains(trained.lastPathComponent) && told.contains("the image is missing"), "\(told)")
      #expect(told.contains("--skip-corrupt"), "\(told)")
      let without = try planned(in: data, [request { $0.skipsCorruptImages = true }])
      #expect(without.runs.first?.spec.dataset.skippedImages?.count == 1)
      #expect(without.events.contains("skipped 1") && without.events.last == "synth-pedes 87/87")

      let searched = try #require(try images("test").first)
      try Data().write(to: searched)
      let other = try failure { $0.skipsCorruptImages = true }
      #expect(other.contains(searched.lastPathComponent) && other.contains("the image file is empty"), "\(other)")
      #expect(!other.contains("--skip-corrupt"), "a gallery without one of its images is another")
    }
  }

  @Test func rotationsAreCountedAndToldOnce() throws {
    try withData { data, images in
      // Orientation 6 in a chunk behind the header, without a checksum, which readers of chunks they need do not mind.
      let exif =
        Data([0, 0, 0, 26]) + Data("eXIfMM".utf8) + Data([0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, 6])
        + Data(count: 10)
      for file in try images("train").prefix(3) {
        var bytes = try Data(contentsOf: file)
        bytes.insert(contentsOf: exif, at: 33)
        try bytes.write(to: file)
      }
      let cache = data.appending(path: "../cache")
      for _ in 0..<2 {
        let events = try planned(in: data, images: .hashed(cache: cache), [request(), request { $0.seeds = [2] }])
          .events
        #expect(events.filter { $0.hasSuffix("rotated") } == ["synth-pedes 3 rotated"])
      }
    }
  }

  @Test func aCacheThatCannotBeWrittenIsToldOf() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "file")
      try Data().write(to: file)
      let (runs, events) = try planned(in: TinyData.root, images: .hashed(cache: file), [request()])
      #expect(try runs == planned(in: TinyData.root, [request()]).runs)
      #expect(events.last?.contains("digests of images are not cached") == true, "\(events)")
    }
  }
}
