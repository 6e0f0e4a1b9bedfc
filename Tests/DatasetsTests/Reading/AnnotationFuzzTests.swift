import BenchCore
import Datasets
import Foundation
import TestSupport
import Testing

/// Damaged annotation files: each is read or refused, and `DatasetCheck` says so.
struct AnnotationFuzzTests {
  private static let words = [
    "[", "]", "{", "}", ",", ":", "\"", "\\", "\\ud800", "null", "NaN", "-Infinity", "true", "\"captions\": []",
    "\"captions\": [\"a\"],", "\"id\": 1,", "\"split\": \"test\",", "\"caption\": null,", "\u{feff}", "\r\n", "\u{0}",
    "1e999",
  ]

  @Test func damagedAnnotationsNeverCrash() throws {
    let json = """
      [{"split": "train", "captions": ["A man. é", "He \\ud83d\\ude00 walks."], "file_path": "a/1.png", "id": 1, "x": [1.5e3, NaN]},
       {"split": "val", "captions": ["A woman."], "file_path": "a/2.png", "id": 2, "y": {"z": null}},
       {"split": "test", "captions": [], "file_path": "a/3.png", "id": 3},
       {"split": "test", "captions": ["Two"], "file_path": "a/4.png", "id": 4}]
      """
    try check("annotations", .cuhkPEDES, json, at: "CUHK-PEDES/reid_raw.json")
  }

  @Test func damagedManifestsNeverCrash() throws {
    let lines = """
      {"image": "a/1.png", "caption": "one", "identity": "p7", "split": "train"}
      {"image": "a/2.png", "caption": "two", "identity": 5, "split": "val", "camera": [1, {"a": null}]}
      {"image": "a/3.png", "caption": null, "identity": 6, "split": "test"}
      {"image": "a/4.png", "caption": "three", "identity": 5, "split": "test"}
      """
    try check("manifest", .manifest, lines, at: "manifest.jsonl")
  }

  private func check(_ reader: String, _ info: DatasetInfo, _ text: String, at path: String) throws {
    let fixture = try DatasetFixture()
    try fixture.makeFolder("CUHK-PEDES/imgs/a")
    try fixture.makeFolder("a")
    let target = fixture.root.appendingPathComponent(path)
    let outcome = try ReaderFuzz.run(
      reader, originals: [Data(text.utf8)], words: Self.words, file: "annotations", count: 800
    ) { file in
      try? FileManager.default.removeItem(at: target)
      try FileManager.default.copyItem(at: file, to: target)
      let check = DatasetCheck(of: info, dataRoot: fixture.root)
      let texts = check.findings.flatMap { [$0.message] + $0.examples }
      if texts.contains(where: { $0.utf8.count > 10_000 }) { Issue.record("a finding is endless") }
      _ = try info.read(dataRoot: fixture.root)
    }
    #expect(outcome.accepted > 0 && outcome.refused > outcome.files / 10, "\(outcome)")
  }
}
