package import Foundation

extension TinyData {
  /// Writes the tiny dataset below a folder as CUHK-PEDES, ICFG-PEDES (without a validation split) and RSTPReid are laid out:
  /// their annotation files, and links to the images.
  package static func writeAsPublished(in folder: URL) throws {
    let source = root.appending(path: "synth-pedes")
    let data = try Data(contentsOf: source.appending(path: "reid_raw.json"))
    let records = try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? []
    for (name, file, field, offset) in [
      ("CUHK-PEDES", "reid_raw.json", "file_path", 0), ("ICFG-PEDES", "ICFG-PEDES.json", "file_path", 1),
      ("RSTPReid", "data_captions.json", "img_path", 1),
    ] {
      let target = folder.appending(path: name)
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        at: target.appending(path: "imgs"), withDestinationURL: source.appending(path: "imgs"))
      let kept = records.filter { name != "ICFG-PEDES" || $0["split"] as? String != "val" }.map { record in
        var record = record
        let path = record.removeValue(forKey: "file_path")
        record[field] = path
        if record["split"] as? String == "train", let id = record["id"] as? Int { record["id"] = id - offset }
        return record
      }
      try JSONSerialization.data(withJSONObject: kept).write(to: target.appending(path: file))
    }
  }
}
