import BenchCore
import Datasets
import Foundation
import Testing

struct ManifestLayoutTests {
  @Test func linesBecomeImagesWithCaptions() throws {
    let fixture = try DatasetFixture()
    try fixture.write(
      """
      {"image": "t/9.jpg", "caption": "test one", "identity": "x", "split": "test"}
      {"image": "a/1.jpg", "caption": "one", "identity": "p7", "split": "train"}

      {"image": "a/2.jpg", "caption": "two", "identity": 5, "split": "train", "camera": [1, {"a": null}]}
      {"image": "a/1.jpg", "caption": "three", "identity": "p7", "split": "train"}
      {"image": "v.jpg", "caption": "val", "identity": "5", "split": "val"}
      """,
      to: "manifest.jsonl"
    )
    try fixture.makeFolder("a")
    try fixture.makeFolder("t")

    let contents = try DatasetInfo.manifest.read(dataRoot: fixture.root)
    let root = fixture.root.path + "/"
    #expect(
      contents.train
        == PairTable(
          identities: [0, 0, 1],
          imageIndices: [0, 0, 1],
          captions: ["one", "three", "two"],
          imagePaths: [root + "a/1.jpg", root + "a/2.jpg"],
          identityCount: 2
        )
    )
    #expect(
      contents.val
        == RetrievalSet(
          galleryPaths: [root + "v.jpg"],
          galleryIdentities: [1],
          queryCaptions: ["val"],
          queryIdentities: [1]
        )
    )
    #expect(contents.test.galleryIdentities == [2])
  }

  @Test func anIdentityInAnotherFormIsTheSame() throws {
    let fixture = try DatasetFixture()
    let lines = [("a", "7"), ("b", "7.0"), ("c", "\"7\""), ("d", "7e0"), ("e", "\"7.0\"")].map { name, identity in
      #"{"image": "\#(name).jpg", "caption": "x", "identity": \#(identity), "split": "train"}"#
    }
    let test = #"{"image": "t.jpg", "caption": "x", "identity": 8, "split": "test"}"#
    try fixture.write((lines + [test]).joined(separator: "\r\n"), to: "manifest.jsonl")
    // A name in quotation marks is taken as it is.
    #expect(try DatasetInfo.manifest.read(dataRoot: fixture.root).train.identities == [0, 0, 0, 0, 1])
  }

  @Test func imagesWithoutCaptionsAreInTheGallery() throws {
    let fixture = try DatasetFixture()
    try fixture.write(
      "\u{feff}"
        + [
          #"{"image": "1.jpg", "caption": "one", "identity": 1, "split": "train"}"#,
          #"{"image": "2.jpg", "caption": null, "identity": 2, "split": "test", "score": NaN}"#,
          #"{"image": "3.jpg", "identity": 3, "split": "test"}"#,
          #"{"image": "3.jpg", "caption": "three", "identity": 3, "split": "test"}"#,
        ].joined(separator: "\r\n"),
      to: "manifest.jsonl")
    let test = try DatasetInfo.manifest.read(dataRoot: fixture.root).test
    #expect(test.galleryPaths.map { $0.suffix(5) } == ["2.jpg", "3.jpg"])
    #expect(test.queryCaptions == ["three"])
    #expect(test.queryIdentities == [test.galleryIdentities[1]])
  }

  @Test(arguments: [
    (
      #"{"image": "a.jpg", "caption": "b", "identity": 2, "split": "train"}"#,
      "identity: 2, but an earlier line of a.jpg has 1"
    ),
    (
      #"{"image": "a.jpg", "caption": "b", "identity": 1, "split": "test"}"#,
      "split: test, but an earlier line of a.jpg has train"
    ),
    (#"{"image": "b.jpg", "caption": "b", "identity": 1, "split": "dev"}"#, "split: dev is not train, val or test"),
    (
      #"{"image": "b.jpg", "caption": "b", "split": "train"}"#,
      "field identity is missing; the record has image, caption, split"
    ),
    (
      #"{"image": "../b.jpg", "caption": "b", "identity": 1, "split": "train"}"#,
      #"image: the path leaves the image folder: "../b.jpg""#
    ),
    (
      #"{"image": "b.jpg", "caption": "b", "identity": true, "split": "train"}"#,
      "identity: expected a string, found true or false"
    ),
    (
      #"{"image": "b.jpg", "caption": null, "identity": 1, "split": "train"}"#,
      "field caption is missing; the record has image, caption, identity, split"
    ),
    (
      #"{"image": "b.jpg", "caption": NaN, "identity": 1, "split": "test"}"#,
      "caption: expected a string, found NaN or an infinity"
    ),
    (
      #"{"image": "b.jpg", "caption": "b", "identity": 1, "split": "test", "caption": "c"}"#,
      "caption: the record has this field twice"
    ),
    (#"{"image": "b.jpg", "caption": "b""#, "not valid JSON: the text ends where a comma or } is due"),
  ])
  func wrongLine(line: String, expected: String) throws {
    let fixture = try DatasetFixture()
    let good = #"{"image": "a.jpg", "caption": "a", "identity": 1, "split": "train"}"#
    try fixture.write(good + "\n" + line, to: "manifest.jsonl")
    let message = try #require(failureDescription { try DatasetInfo.manifest.read(dataRoot: fixture.root) })
    #expect(message.hasPrefix("\(fixture.root.path)/manifest.jsonl, line 2, byte "))
    #expect(message.contains("record 2 (index 1): \(expected)"))
  }

  @Test func missingManifestSaysWhatToWrite() throws {
    let fixture = try DatasetFixture()
    #expect(
      failureDescription { try DatasetInfo.manifest.read(dataRoot: fixture.root) }
        == "\(fixture.root.path)/manifest.jsonl: the annotation file does not exist; "
        + "write one line of JSON a caption, with image, caption, identity and split"
    )
  }
}
