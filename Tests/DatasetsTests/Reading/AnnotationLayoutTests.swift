import BenchCore
import Crypto
import Datasets
import Foundation
import Testing

/// Expected values follow `_process_anno` of IRRA's `datasets/cuhkpedes.py`, `icfgpedes.py` and `rstpreid.py`.
struct AnnotationLayoutTests {
  @Test func cuhkPEDES() throws {
    let fixture = try DatasetFixture()
    let json = """
      [{"split": "train", "captions": ["A man.", "He walks."], "file_path": "CUHK01/2.png", "id": 2,
        "processed_tokens": [["a", "man"], ["he", {"nested": [1, 2.5e3, null, true]}]]},
       {"id": 3, "captions": ["Val."], "file_path": "cam_a/9.png", "split": "val"},
       {"id": 1, "captions": ["A woman."], "file_path": "cam_a/1.png", "split": "train"},
       {"id": 7, "captions": ["T1", "T2"], "file_path": "cam_a/7.png", "split": "test"},
       {"id": 2, "captions": ["Again."], "file_path": "cam_a/3.png", "split": "train"},
       {"id": 4, "captions": ["Odd."], "file_path": "cam_a/4.png", "split": "query"},
       {"id": 5, "captions": ["T3"], "file_path": "cam_a/5.png", "split": "test"}]
      """
    try fixture.write(json, to: "CUHK-PEDES/reid_raw.json")
    try fixture.makeFolder("CUHK-PEDES/imgs/CUHK01")
    try fixture.makeFolder("CUHK-PEDES/imgs/cam_a")

    let contents = try DatasetRegistry.info(named: "CUHK-PEDES").read(dataRoot: fixture.root)
    let images = fixture.root.path + "/CUHK-PEDES/imgs/"
    #expect(contents.id == "CUHK-PEDES")
    #expect(
      contents.train
        == PairTable(
          identities: [1, 1, 0, 1],
          imageIndices: [0, 0, 1, 2],
          captions: ["A man.", "He walks.", "A woman.", "Again."],
          imagePaths: ["CUHK01/2.png", "cam_a/1.png", "cam_a/3.png"].map { images + $0 },
          identityCount: 2
        )
    )
    #expect(
      contents.val
        == RetrievalSet(
          galleryPaths: [images + "cam_a/9.png", images + "cam_a/4.png"],
          galleryIdentities: [3, 4],
          queryCaptions: ["Val.", "Odd."],
          queryIdentities: [3, 4]
        )
    )
    #expect(
      contents.test
        == RetrievalSet(
          galleryPaths: [images + "cam_a/7.png", images + "cam_a/5.png"],
          galleryIdentities: [7, 5],
          queryCaptions: ["T1", "T2", "T3"],
          queryIdentities: [7, 7, 5]
        )
    )
    #expect(contents.annotationChecksum == SHA256.hash(data: Data(json.utf8)).map { hexadecimal($0) }.joined())
  }

  @Test func icfgPEDESHasNoValidationSplit() throws {
    let fixture = try DatasetFixture()
    let json = """
      [{"split": "train", "captions": ["One."], "file_path": "train/a/1.jpg", "id": 0, "processed_tokens": []},
       {"split": "train", "captions": ["Two."], "file_path": "train/a/2.jpg", "id": 1},
       {"split": "test", "captions": ["Three."], "file_path": "test/b/3.jpg", "id": 0}]
      """
    try fixture.write(json, to: "ICFG-PEDES/ICFG-PEDES.json")
    try fixture.makeFolder("ICFG-PEDES/imgs/train")
    try fixture.makeFolder("ICFG-PEDES/imgs/test")

    let contents = try DatasetRegistry.info(named: "ICFG-PEDES").read(dataRoot: fixture.root)
    #expect(contents.train.identities == [0, 1])
    #expect(contents.train.captions == ["One.", "Two."])
    #expect(contents.val == nil)
    #expect(contents.test.queryIdentities == [0])
    #expect(contents.test.galleryPaths == [fixture.root.path + "/ICFG-PEDES/imgs/test/b/3.jpg"])
  }

  @Test func rstpReid() throws {
    let fixture = try DatasetFixture()
    let json = """
      [{"id": 0, "img_path": "0000_c14_0031.jpg", "captions": ["A", "B"], "split": "train"},
       {"id": 0, "img_path": "0000_c1_0002.jpg", "captions": ["C", "D"], "split": "train"},
       {"id": 3701, "img_path": "3701_c1.jpg", "captions": ["E", "F"], "split": "val"},
       {"id": 3901, "img_path": "3901_c1.jpg", "captions": ["G", "H"], "split": "test"}]
      """
    try fixture.write(json, to: "RSTPReid/data_captions.json")
    try fixture.makeFolder("RSTPReid/imgs")

    let contents = try DatasetRegistry.info(named: "RSTPReid").read(dataRoot: fixture.root)
    #expect(contents.train.identities == [0, 0, 0, 0])
    #expect(contents.train.imageIndices == [0, 0, 1, 1])
    #expect(contents.train.captions == ["A", "B", "C", "D"])
    #expect(contents.val?.queryIdentities == [3701, 3701])
    #expect(contents.test.galleryIdentities == [3901])
  }

  @Test func standInSharesCUHKLayout() throws {
    let fixture = try DatasetFixture()
    try fixture.write(record(split: "train") + record(split: "test"), asListTo: "synth-pedes/reid_raw.json")
    try fixture.makeFolder("synth-pedes/imgs")
    let info = try DatasetRegistry.info(named: "synth-pedes")
    #expect(info.isStandIn)
    #expect(try info.read(dataRoot: fixture.root).train.identities == [0])
    #expect(
      DatasetRegistry.all.filter(\.isStandIn).map(\.id)
        == ["synth-pedes", "synth-pedes/icfg", "synth-pedes/rstp", "synth-pedes/source"])
  }

  @Test func registryIsConsistent() throws {
    #expect(Set(DatasetRegistry.all.map(\.id)).count == DatasetRegistry.all.count)
    for info in DatasetRegistry.all { #expect(try DatasetRegistry.info(named: info.id) == info) }
    // Numbers of the published noise index files, one per training pair.
    let pairs = DatasetRegistry.all.compactMap { info in info.published.map { (info.id, $0.train.captions) } }
    #expect(
      Dictionary(uniqueKeysWithValues: pairs) == ["CUHK-PEDES": 68_126, "ICFG-PEDES": 34_674, "RSTPReid": 37_010]
    )
  }

  @Test func unknownNameSuggestsClosest() {
    let failure = failureDescription { try DatasetRegistry.info(named: "CUHK-PEDS") }
    #expect(failure == "unknown dataset CUHK-PEDS; did you mean CUHK-PEDES?")
  }

  /// What pandas, R and Windows make of the same file.
  @Test(arguments: [#"1.0"#, #""1""#, #"1e0"#, #"1.000"#, #""1.0""#, "0.1e1"])
  func anIdentityInAnotherFormIsTheSame(written: String) throws {
    let fixture = try DatasetFixture()
    let json = """
      [{"id": \(written), "captions": ["A man.\\r\\nHe walks."], "file_path": "a.jpg", "split": "train", "score": NaN},
       {"id": 2, "captions": ["B"], "file_path": "b.jpg", "split": "train", "box": [-Infinity, {"x": Infinity}]},
       {"id": \(written), "captions": ["C"], "file_path": "c.jpg", "split": "test"}]
      """
    try fixture.write("\u{feff}" + json.replacing("\n", with: "\r\n"), to: "CUHK-PEDES/reid_raw.json")
    try fixture.makeFolder("CUHK-PEDES/imgs")
    let contents = try DatasetInfo.cuhkPEDES.read(dataRoot: fixture.root)
    #expect(contents.train.identities == [0, 1] && contents.test.galleryIdentities == [1])
    #expect(contents.train.captions[0] == "A man.\r\nHe walks.")
    // Line ends within a caption are white space.
    let words = WordVocabulary(captions: contents.train.captions, contextLength: 10)
    #expect(words.tokenized("A man.\r\nHe walks.") == words.tokenized("A man. He walks."))
  }

  @Test(arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian, .utf16])
  func anotherEncodingIsNamed(encoding: String.Encoding) throws {
    let fixture = try DatasetFixture()
    try fixture.makeFolder("CUHK-PEDES/imgs")
    let text = try #require("[\(record(split: "train")[0])]".data(using: encoding))
    try text.write(to: fixture.root.appending(path: "CUHK-PEDES/reid_raw.json"))
    let message = try #require(failure(.cuhkPEDES, fixture.root))
    #expect(message.hasSuffix("it is UTF-16 text; save it as UTF-8"), "\(message)")
  }

  // MARK: - What can be wrong

  @Test func missingFoldersAndFiles() throws {
    let fixture = try DatasetFixture()
    let root = fixture.root.path
    let info = DatasetInfo.cuhkPEDES
    let nowhere = fixture.root.appendingPathComponent("nowhere")
    #expect(
      failure(info, nowhere)
        == "\(root)/nowhere: the folder does not exist; the data root is the folder that holds CUHK-PEDES"
    )
    #expect(
      failure(info, fixture.root)
        == "\(root)/CUHK-PEDES: the folder does not exist; the data root is the folder that holds CUHK-PEDES"
    )

    try fixture.makeFolder("CUHK-PEDES")
    let annotations = "\(root)/CUHK-PEDES/reid_raw.json: the annotation file does not exist; "
    #expect(failure(info, fixture.root) == annotations + "download it with the images of CUHK-PEDES")
    try fixture.write("[]", to: "CUHK-PEDES/caption_all.json")
    #expect(
      failure(info, fixture.root) == annotations
        + "caption_all.json is there instead, but splits are read from reid_raw.json, which other downloads ship"
    )

    try fixture.write(
      record(split: "train", path: "Market/1.jpg") + record(split: "test", path: "CUHK03/1.jpg")
        + record(split: "val", path: "cam_a/1.jpg"),
      asListTo: "CUHK-PEDES/reid_raw.json"
    )
    #expect(
      failure(info, fixture.root)
        == "\(root)/CUHK-PEDES/imgs: the folder does not exist; unpack the images of CUHK-PEDES there"
    )
    #expect(
      failure(info, fixture.root.appendingPathComponent("CUHK-PEDES"))
        == "\(root)/CUHK-PEDES/CUHK-PEDES: the folder does not exist; pass \(root), the folder above, as the data root"
    )

    try fixture.makeFolder("CUHK-PEDES/imgs/cam_a")
    #expect(
      failure(info, fixture.root)
        == "\(root)/CUHK-PEDES/imgs: missing image folders: CUHK03, Market; "
        + "unpack these images there, with the folder names of the original download"
    )
  }

  @Test(arguments: [
    (#"{"split": "train"}"#, "line 1, byte 1: not valid JSON: expected a list"),
    (
      #"[{"split": "train""#,
      "line 1, byte 19, record 1 (index 0): not valid JSON: the text ends where a comma or } is due"
    ),
    (#"[7]"#, "line 1, byte 2, record 1 (index 0): record: expected an object, found a number"),
    (#"[] x"#, "line 1, byte 4: not valid JSON: expected the end of the text"),
    ("", "line 1, byte 1: not valid JSON: the text ends where a list is due"),
  ])
  func invalidJSON(text: String, expected: String) throws {
    let fixture = try DatasetFixture()
    try fixture.makeFolder("RSTPReid/imgs")
    try fixture.write(text, to: "RSTPReid/data_captions.json")
    let message = try #require(failure(.rstpReid, fixture.root))
    #expect(message.hasPrefix("\(fixture.root.path)/RSTPReid/data_captions.json, \(expected)"))
    #expect(!message.contains("\n"))
  }

  @Test(arguments: [
    (#""id": "four""#, #"id: "four" is not a whole number"#),
    (#""id": "4.5""#, #"id: "4.5" is not a whole number"#),
    (#""id": "nan""#, #"id: "nan" is not a whole number"#),
    (#""id": """#, #"id: "" is not a whole number"#),
    (#""id": 9007199254740993.0"#, "id: the number is not whole or too large"),
    (#""id": 1e300"#, "id: the number is not whole or too large"),
    (#""id": null"#, "id: expected a number, found null"),
    (#""id": 4.5"#, "id: the number is not whole or too large"),
    (#""id": 99999999999999999999"#, "id: the number is not whole or too large"),
    (#""split": null"#, "split: expected a string, found null"),
    (#""captions": "text""#, "captions: expected a list, found a string"),
    (#""captions": ["text", 3]"#, "captions: expected a string, found a number"),
    (#""captions": [null]"#, "captions: expected a string, found null"),
    (#""id": NaN"#, "id: expected a number, found NaN or an infinity"),
    (#""id": -Infinity"#, "id: expected a number, found NaN or an infinity"),
    (#""split": Infinity"#, "split: expected a string, found NaN or an infinity"),
    (#""score": NaN, "id": 0"#, "id: the record has this field twice"),
    (#""captions": ["more"]"#, "captions: the record has this field twice"),
    (#""score": Nan"#, "not valid JSON: expected NaN"),
    (#""img_path": "/etc/passwd""#, #"img_path: the path is absolute: "/etc/passwd""#),
    (#""img_path": "a/../../b""#, #"img_path: the path leaves the image folder: "a/../../b""#),
    (#""img_path": "a/..""#, #"img_path: the path names no image: "a/..""#),
    (#""img_path": """#, #"img_path: the path is empty: """#),
    (#""img_path": "a\u0000""#, #"img_path: the path contains a NUL: "a\0""#),
    (#""img_path": [1]"#, "img_path: expected a string, found a list"),
    (#""captions": ["a\ud800"]"#, "not valid JSON: captions: half of a surrogate pair"),
  ])
  func wrongField(override: String, expected: String) throws {
    let fixture = try DatasetFixture()
    try fixture.makeFolder("RSTPReid/imgs")
    let good = #"{"split": "train", "captions": ["text"], "img_path": "a/../b.jpg", "id": 0}"#
    // A second value is read before it is refused for being the second.
    try fixture.write("[\(good),\n \(good.dropLast()), \(override)}]", to: "RSTPReid/data_captions.json")
    let message = try #require(failure(.rstpReid, fixture.root))
    #expect(message.contains("RSTPReid/data_captions.json, line 2, byte "))
    #expect(message.contains("record 2 (index 1): \(expected)"))
    #expect(!message.contains("\n"))
  }

  @Test func invalidUTF8NamesRecordAndField() throws {
    let fixture = try DatasetFixture()
    try fixture.makeFolder("RSTPReid/imgs")
    let bytes = Array(#"[{"id": 0, "captions": ["ab"#.utf8) + [0xFF] + Array(#""]}]"#.utf8)
    try fixture.write(bytes, to: "RSTPReid/data_captions.json")
    let message = try #require(failure(.rstpReid, fixture.root))
    #expect(message.contains("line 1, byte 26, record 1 (index 0): not valid JSON: captions: the string is not UTF-8"))
  }

  @Test func missingFieldListsThoseThere() throws {
    let fixture = try DatasetFixture()
    try fixture.makeFolder("RSTPReid/imgs")
    try fixture.write(record(split: "train"), asListTo: "RSTPReid/data_captions.json")
    let message = try #require(failure(.rstpReid, fixture.root))
    #expect(
      message.hasSuffix("field img_path is missing; the record has id, captions, file_path, split"),
      "\(message)"
    )
  }

  @Test func identityGap() throws {
    let fixture = try DatasetFixture()
    try fixture.makeFolder("CUHK-PEDES/imgs")
    let records = record(split: "train", identity: 1) + record(split: "train", identity: 3) + record(split: "test")
    try fixture.write(records, asListTo: "CUHK-PEDES/reid_raw.json")
    #expect(
      failure(.cuhkPEDES, fixture.root)
        == "\(fixture.root.path)/CUHK-PEDES/reid_raw.json: training identities have a gap: "
        + "2 identities from 1 to 3, but none is 2"
    )
  }

  @Test func splitWithoutRecord() throws {
    let fixture = try DatasetFixture()
    try fixture.makeFolder("CUHK-PEDES/imgs")
    try fixture.write(record(split: "train"), asListTo: "CUHK-PEDES/reid_raw.json")
    #expect(failure(.cuhkPEDES, fixture.root)?.hasSuffix("no record of the test split") == true)
    try fixture.write(record(split: "test"), asListTo: "CUHK-PEDES/reid_raw.json")
    #expect(failure(.cuhkPEDES, fixture.root)?.hasSuffix("no record of the train split") == true)
  }

  /// What Python's `json` writes that is no JSON does no harm in fields that nobody reads.
  @Test func unusedFieldsMayHoldWhatPythonWrites() throws {
    let fixture = try DatasetFixture()
    try fixture.makeFolder("CUHK-PEDES/imgs")
    let odd = #", "score": NaN, "box": [-Infinity, {"x": Infinity}], "note": "\ud800", "score": 1}"#
    let records = (record(split: "train") + record(split: "test")).map { $0.dropLast() + odd }
    try fixture.write("\u{feff}[\(records.joined(separator: ",\r\n"))]\r\n", to: "CUHK-PEDES/reid_raw.json")
    #expect(try DatasetInfo.cuhkPEDES.read(dataRoot: fixture.root).train.captions == ["text"])
  }

  @Test func otherEncodingsAreNamed() throws {
    let fixture = try DatasetFixture()
    try fixture.makeFolder("CUHK-PEDES/imgs")
    for encoding in [String.Encoding.utf16, .utf16BigEndian] {
      let data = try #require("[\(record(split: "train")[0])]".data(using: encoding))
      try fixture.write([UInt8](data), to: "CUHK-PEDES/reid_raw.json")
      let message = try #require(failure(.cuhkPEDES, fixture.root))
      #expect(message.hasSuffix("reid_raw.json: cannot be read: it is UTF-16 text; save it as UTF-8"), "\(message)")
    }
  }

  /// `_process_anno` goes through the captions of each record, however few, and lists every image.
  @Test func imagesWithoutCaptionsAreInTheGallery() throws {
    let fixture = try DatasetFixture()
    try fixture.makeFolder("CUHK-PEDES/imgs")
    let bare = #"{"id": 9, "captions": [], "file_path": "9.jpg", "split": "SPLIT"}"#
    let records =
      record(split: "train", path: "1.jpg") + [bare.replacing("SPLIT", with: "train").replacing("9", with: "2")]
      + record(split: "train", path: "3.jpg", identity: 2)
      + ["val", "test"].flatMap { record(split: $0, path: "4.jpg", identity: 3) + [bare.replacing("SPLIT", with: $0)] }
    try fixture.write(records, asListTo: "CUHK-PEDES/reid_raw.json")
    let contents = try DatasetInfo.cuhkPEDES.read(dataRoot: fixture.root)
    #expect(contents.train.identities == [0, 1])
    #expect(contents.train.imageIndices == [0, 2])
    #expect(contents.train.imagePaths.count == 3)
    for set in [try #require(contents.val), contents.test] {
      #expect(set.galleryIdentities == [3, 9])
      #expect(set.queryIdentities == [3])
    }
  }

  @Test func aSplitNeedsACaption() throws {
    let fixture = try DatasetFixture()
    try fixture.makeFolder("CUHK-PEDES/imgs")
    for split in ["train", "val", "test"] {
      let records = ["train", "val", "test"].flatMap { record(split: $0) }.map {
        $0.contains("\"\(split)\"") ? $0.replacing("[\"text\"]", with: "[]") : $0
      }
      try fixture.write(records, asListTo: "CUHK-PEDES/reid_raw.json")
      let message = try #require(failure(.cuhkPEDES, fixture.root))
      #expect(message.hasSuffix("no image of the \(split) split has a caption"), "\(message)")
    }
  }

  private func failure(_ info: DatasetInfo, _ root: URL) -> String? {
    failureDescription { try info.read(dataRoot: root) }
  }

  private func record(split: String, path: String = "a.jpg", identity: Int = 1) -> [String] {
    [#"{"id": \#(identity), "captions": ["text"], "file_path": "\#(path)", "split": "\#(split)"}"#]
  }

  private func hexadecimal(_ byte: UInt8) -> String {
    String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
  }
}

extension DatasetFixture {
  fileprivate func write(_ records: [String], asListTo path: String) throws {
    try write("[\(records.joined(separator: ",\n"))]", to: path)
  }

  @Test func wordsOfCaptionsAreReadWhereTheyAreWhole() throws {
    let fixture = try DatasetFixture()
    let json = """
      [{"split": "train", "captions": ["A man.", "He walks."], "file_path": "a/1.png", "id": 1,
        "processed_tokens": [["a", "man"], ["he", "walks"]]},
       {"split": "train", "captions": ["Odd."], "file_path": "a/2.png", "id": 2, "processed_tokens": [["odd", 3]]},
       {"split": "train", "captions": ["Two.", "2"], "file_path": "a/3.png", "id": 2, "processed_tokens": [["two"]]},
       {"split": "test", "captions": ["A man."], "file_path": "a/4.png", "id": 3, "processed_tokens": [["other"]]},
       {"split": "test", "captions": ["None."], "file_path": "a/5.png", "id": 3, "processed_tokens": null}]
      """
    try fixture.write(json, to: "CUHK-PEDES/reid_raw.json")
    try fixture.makeFolder("CUHK-PEDES/imgs/a")
    let contents = try DatasetRegistry.info(named: "CUHK-PEDES").read(dataRoot: fixture.root)
    let expected = ["A man.": ["a", "man"], "He walks.": ["he", "walks"]]
    #expect(contents.captionWords == expected, "the first of equal ones")
  }
}
