import BenchCore
import Foundation
import Images
import Synchronization
import TestSupport
import Testing

@testable import Datasets

struct DatasetCheckTests {
  @Test func soundDatasetHasNoFinding() throws {
    let fixture = try DatasetFixture()
    try fixture.write(
      """
      {"image": "a/1.png", "caption": "a  man", "identity": 1, "split": "train"}
      {"image": "a/1.png", "caption": "he walks slowly", "identity": 1, "split": "train"}
      {"image": "a/2.png", "caption": "a woman", "identity": 2, "split": "train"}
      {"image": "3.jpg", "caption": "test", "identity": 3, "split": "test"}
      """,
      to: "manifest.jsonl"
    )
    try fixture.writeImage(to: "a/1.png", width: 4, height: 12)
    try fixture.writeImage(to: "a/2.png", width: 5, height: 12)
    // Bytes behind the end of an image are harmless, but make the check decode it.
    try fixture.write(
      Array(try Data(contentsOf: Repository.goldens.appending(path: "images/d.jpg"))) + [0, 0],
      to: "3.jpg"
    )

    let steps = Mutex<[[Int]]>([])
    let check = DatasetCheck(of: .manifest, dataRoot: fixture.root) { done, total in
      steps.withLock { $0.append([done, total]) }
    }
    #expect(check.findings == [])
    #expect(check.isUsable)
    #expect(steps.withLock { $0 } == [[3, 3]])

    let statistics = try #require(check.statistics)
    #expect(statistics.splits.map(\.split) == [.train, .test])
    #expect(statistics.counts(.train) == .init(identities: 2, images: 2, captions: 3))
    #expect(statistics.counts(.val) == .init(identities: 0, images: 0, captions: 0))
    #expect(statistics.splits[0].captionWords.bins == [.init(value: 2, count: 2), .init(value: 3, count: 1)])
    #expect(statistics.splits[0].captionsPerImage.bins == [.init(value: 1, count: 1), .init(value: 2, count: 1)])
    #expect(statistics.imageFormats == ["PNG": 2, "JPEG": 1])
    #expect(statistics.imageWidths.quantile(0) == 4)
    #expect(try DatasetStatistics(of: .manifest, dataRoot: fixture.root) == statistics)
    let blind = try DatasetStatistics(of: .manifest, dataRoot: fixture.root, readingImages: false)
    #expect(blind.splits == statistics.splits)
    #expect(blind.imageWidths.count == 0)
  }

  @Test func everythingWrongIsFound() throws {
    let fixture = try DatasetFixture()
    try fixture.write(
      """
      [{"split": "train", "captions": ["x", "x", " \\n"], "file_path": "cam_a/1.png", "id": 1},
       {"split": "train", "captions": ["y"], "file_path": "cam_a/1.png", "id": 4},
       {"split": "train", "captions": ["y"], "file_path": "Market/2.png", "id": 4},
       {"split": "train", "captions": ["y"], "file_path": "cam_a/cut.png", "id": 4},
       {"split": "train", "captions": ["y"], "file_path": "cam_a/cut.jpg", "id": 4},
       {"split": "val", "captions": ["y"], "file_path": "cam_a/text.jpg", "id": 9},
       {"split": "test", "captions": ["y"], "file_path": "cam_a/empty.png", "id": 4},
       {"split": "test", "captions": ["y"], "file_path": "cam_a/gone.png", "id": 9}]
      """,
      to: "CUHK-PEDES/reid_raw.json"
    )
    let images = "CUHK-PEDES/imgs/cam_a"
    try fixture.writeImage(to: "\(images)/1.png")
    let jpeg = Array(try Data(contentsOf: Repository.goldens.appending(path: "images/d.jpg")))
    try fixture.write(Array(jpeg.dropLast(jpeg.count / 3)), to: "\(images)/cut.jpg")
    let png = Array(try Data(contentsOf: Repository.goldens.appending(path: "images/a.png")))
    try fixture.write(Array(png.dropLast(20)), to: "\(images)/cut.png")
    try fixture.write("hello", to: "\(images)/text.jpg")
    try fixture.write("", to: "\(images)/empty.png")

    let check = DatasetCheck(of: .cuhkPEDES, dataRoot: fixture.root)
    #expect(!check.isUsable)
    let root = fixture.root.path + "/CUHK-PEDES/imgs/"
    func expectFinding(
      _ severity: DatasetCheck.Finding.Severity,
      _ message: String,
      _ examples: [String],
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let finding = DatasetCheck.Finding(
        severity: severity,
        message: message,
        count: examples.count,
        examples: examples
      )
      #expect(check.findings.contains(finding), sourceLocation: sourceLocation)
    }
    expectFinding(.error, "image folders are missing in \(root.dropLast())", ["Market"])
    expectFinding(.error, "the image is missing", [root + "Market/2.png", root + "cam_a/gone.png"])
    expectFinding(.error, "the PNG ends too early", [root + "cam_a/cut.png"])
    expectFinding(.error, "the JPEG ends too early", [root + "cam_a/cut.jpg"])
    expectFinding(.error, "neither a JPEG nor a PNG, by its first bytes", [root + "cam_a/text.jpg"])
    expectFinding(.error, "the image file is empty", [root + "cam_a/empty.png"])
    expectFinding(.error, "numbers that no training identity has, though others have higher ones", ["2"])
    expectFinding(.warning, "identities of the training split that are in the test split too", ["4"])
    expectFinding(.warning, "identities of the validation split that are in another split too", ["9"])
    expectFinding(.warning, "images with an empty caption", ["cam_a/1.png"])
    expectFinding(.warning, "records of an image that an earlier record has", ["cam_a/1.png"])
    expectFinding(.warning, "captions that their image has already", ["cam_a/1.png: x"])
    let published = try #require(check.findings.last)
    #expect(published.message == "numbers that differ from the published ones")
    #expect(published.count == 9)
    #expect(published.examples.first == "train identities: 2, published 11003")
    #expect(check.findings.count == 13)
    #expect(check.findings.map(\.severity) == Array(repeating: .error, count: 7) + Array(repeating: .warning, count: 6))
  }

  @Test func distractorsAndLongCaptionsAreCounted() throws {
    let fixture = try DatasetFixture()
    let long = Array(repeating: "coat", count: 76).joined(separator: " ")
    let lines = [
      (1, "train", "\"\(long)\""), (1, "train", "\"\(long.dropLast(5))\""), (2, "test", "null"),
      (3, "test", "\"\(long), é.\""),
    ].map { #"{"image": "\#($0).png", "caption": \#($2), "identity": \#($0), "split": "\#($1)"}"# }
    try fixture.write(lines.joined(separator: "\n"), to: "manifest.jsonl")
    for name in ["1.png", "2.png", "3.png"] { try fixture.writeImage(to: name) }
    let check = DatasetCheck(of: .manifest, dataRoot: fixture.root)
    #expect(check.isUsable)
    let distractors = try #require(check.findings.first { $0.message.contains("which are distractors") })
    #expect(distractors.examples == ["2.png"])
    let cut = try #require(check.findings.first { $0.message.contains("more than 75 words and marks") })
    let unknown = try #require(check.findings.first { $0.message.contains("are not counted") })
    #expect(unknown.message.contains("make clip-vocab") && unknown.count == 3)
    #expect(cut.count == 2 && cut.examples.map { $0.prefix(12) } == ["train 1.png:", "test 3.png: "])

    // With the vocabulary, tokens are counted, as open_clip does, and not words.
    guard let file = VocabularyFile.find(in: Repository.root) else { return }
    let tokenizer = try CLIPTokenizer(vocabulary: file)
    let counted = DatasetCheck(of: .manifest, dataRoot: fixture.root, tokenizer: tokenizer)
    #expect(!counted.findings.contains { $0.message.contains("are not counted") })
    #expect(counted.findings.first { $0.message == "captions that are cut at CLIP's 77 tokens" }?.count == 2)
    let contents = try DatasetInfo.manifest.read(dataRoot: fixture.root)
    #expect(
      "\(CutCaptions(in: contents, tokenizer: tokenizer))"
        == "captions of more than 77 tokens are cut: 1 of 2 train, 1 of 1 test")
    #expect(CutCaptions([(split: .test, captions: ["a coat"])], tokenizer: tokenizer).count == 0)
  }

  @Test func imagesThatAreNoPhotosAreFound() throws {
    let fixture = try DatasetFixture()
    let names = ["dot.png", "line.png", "bomb.jpg", "photo.png"]
    try fixture.write(
      names.map { #"{"image": "\#($0)", "caption": "a man", "identity": 1, "split": "train"}"# }.joined(separator: "\n")
        + #"{"image": "photo2.png", "caption": "a man", "identity": 2, "split": "test"}"#,
      to: "manifest.jsonl")
    try fixture.writeImage(to: "dot.png", width: 1, height: 1)
    try fixture.writeImage(to: "line.png", width: 1, height: 50)
    try fixture.writeImage(to: "photo.png")
    try fixture.writeImage(to: "photo2.png")
    var jpeg = Array(try Data(contentsOf: Repository.goldens.appending(path: "images/d.jpg")))
    let frame = try #require(jpeg.indices.first { jpeg[$0] == 0xff && [0xc0, 0xc2].contains(jpeg[$0 + 1]) })
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0x4e, 0x20, 0x4e, 0x20])
    try fixture.write(jpeg, to: "bomb.jpg")
    let check = DatasetCheck(of: .manifest, dataRoot: fixture.root)
    #expect(
      check.findings.filter { $0.severity == .error }.flatMap(\.examples).sorted()
        == ["bomb.jpg", "dot.png", "line.png"].map { fixture.root.path + "/" + $0 })
    let contents = try DatasetInfo.manifest.read(dataRoot: fixture.root)
    #expect(CorruptImages(in: contents).names == ["dot.png", "line.png", "bomb.jpg"])
    #expect(try contents.skippingTrainingImages(["dot.png", "bomb.jpg"]).train.captions.count == 2)
    #expect(throws: DatasetFailure.self) { try contents.skippingTrainingImages(names) }
    #expect(throws: DatasetFailure.self) { try contents.skippingTrainingImages(["photo2.png"]) }
  }

  @Test func unreadableAnnotationsAreAFinding() throws {
    let fixture = try DatasetFixture()
    let check = DatasetCheck(of: .rstpReid, dataRoot: fixture.root)
    #expect(!check.isUsable)
    #expect(check.statistics == nil)
    #expect(
      check.findings.map(\.message) == [
        "\(fixture.root.path)/RSTPReid: the folder does not exist; the data root is the folder that holds RSTPReid"
      ]
    )
  }

  @Test func distribution() {
    let distribution = Distribution([5, 1, 3, 3, 1, 3])
    #expect(distribution.count == 6)
    #expect(distribution.mean == 16.0 / 6)
    #expect([0, 1.0 / 3, 0.34, 0.5, 0.84, 1].map(distribution.quantile) == [1, 1, 3, 3, 5, 5])
    #expect(Distribution([]).quantile(0.5) == nil)
    #expect(Distribution([]).mean == nil)
  }
}
