import BenchCore
import Datasets
import Foundation
import Images
import Noise
import Studies

/// What runs read.
extension Checkup {
  func datasets() -> [DoctorRow] {
    let wanted = Set(subject.requests.flatMap(\.datasets))
    let names = wanted.isEmpty ? present : wanted.sorted()
    guard !names.isEmpty else {
      return [
        DoctorRow("data", "no dataset below \(subject.dataRoot.path); synth-pedes is rendered by the first sweep of it")
      ]
    }
    return names.map { dataset($0, isWanted: wanted.contains($0)) }
  }

  private var present: [String] {
    DatasetRegistry.all.filter { $0.isOnDisk(dataRoot: subject.dataRoot) }.map(\.id)
  }

  private func dataset(_ name: String, isWanted: Bool) -> DoctorRow {
    let failed: DoctorRow.Status = isWanted ? .failed : .warning
    let root = subject.dataRoot
    do {
      let info = try DatasetRegistry.info(named: name)
      if !info.isOnDisk(dataRoot: root) {
        if info.isStandIn { return DoctorRow("data", "\(info.id) is not there yet: the sweep renders it") }
        return DoctorRow(
          "data", failed, "no \(info.annotationFile(dataRoot: root).path)",
          remedy: "\(info.licenceNote) Put it below --data-root (docs/datasets.md)")
      }
      let contents = try info.read(dataRoot: root)
      let splits = [
        contents.train.imagePaths.first, contents.test.galleryPaths.first, contents.val?.galleryPaths.first,
      ]
      for path in splits.compactMap({ $0 }) { _ = try ImageFile.header(path: path) }
      let found =
        "\(info.id): \(contents.train.count) training pairs, \(contents.test.queryCaptions.count) test captions, "
        + "\(contents.test.galleryPaths.count) test images"
      if let published = info.published,
        (published.train.captions, published.test.captions, published.test.images)
          != (contents.train.count, contents.test.queryCaptions.count, contents.test.galleryPaths.count)
      {
        return DoctorRow(
          "data", .warning,
          "\(found); published: \(published.train.captions), \(published.test.captions), \(published.test.images)",
          remedy: "bench data check --dataset \(info.id)")
      }
      return DoctorRow("data", found)
    } catch {
      let text = (error as? any BenchFailure)?.description ?? error.systemReason
      return DoctorRow("data", failed, text, remedy: "bench data check --dataset \(name) lists everything")
    }
  }

  func plan() -> [DoctorRow] {
    switch subject.plan {
    case .none: []
    case .planned(let plan): [DoctorRow("plan", "\(count(plan.runs.count, "run")) can be planned")]
    case .unknown(let reason):
      [
        DoctorRow(
          "plan", .warning, reason,
          remedy: "bench sweep --dry-run with the same options plans it, and renders data that can be rendered")
      ]
    case .refused(let reason):
      [DoctorRow("plan", .failed, reason, remedy: "bench sweep --dry-run with the same options")]
    }
  }

  func weights() throws -> [DoctorRow] {
    var rows: [DoctorRow] = []
    for (request, family) in subject.requests.flatMap({ request in request.families.map { (request, $0) } }) {
      guard case .file(let file) = request.startingPoint(of: family) else { continue }
      let weights = try StartingWeights(
        file: file, family: family, reading: request.weightsReading, imageSize: request.imageSize,
        textLength: request.textLength)
      rows.append(DoctorRow("weights", "\(file.path): \(Self.words(of: weights.model))"))
      rows += try weights.warnings().map {
        DoctorRow("weights", .warning, "\(file.path): \($0)", remedy: "docs/checkpoints.md")
      }
    }
    // Studies of a suite may start from one file.
    return rows.enumerated().filter { rows.firstIndex(of: $1) == $0 }.map(\.element)
  }

  private static func words(of model: ModelSpec) -> String {
    if model.family == .ivt {
      return
        "\(model.visionLayers) layers of width \(model.visionWidth) for images and captions, \(model.vocabularySize) words"
    }
    guard model.family == .clip else {
      return
        "the image network of \(model.family.rawValue), \(model.visionLayers) layers, \(model.visionWidth) channels"
    }
    return "\(model.visionLayers) image layers of width \(model.visionWidth), \(model.textLayers) text layers of width "
      + "\(model.textWidth), \(model.activation.rawValue), \(model.vocabularySize) tokens, \(model.contextLength) of a "
      + "caption"
  }

  func vocabulary() -> DoctorRow {
    let chosen = subject.requests.compactMap(\.vocabulary).first
    let file = chosen ?? RunTokenizer.defaultVocabulary
    let failed: DoctorRow.Status = chosen == nil ? .warning : .failed
    let remedy = "make clip-vocab fetches OpenAI's; only weights with CLIP's vocabulary need it"
    guard FileManager.default.fileExists(atPath: file.path) else {
      return chosen == nil
        ? DoctorRow("vocabulary", "CLIP's is not there (\(file.relativePath)): \(remedy)")
        : DoctorRow("vocabulary", .failed, "no \(file.path)", remedy: remedy)
    }
    do {
      guard try CLIPTokenizer.mergesChecksum(of: file) == CLIPTokenizer.publishedMergesChecksum else {
        return DoctorRow("vocabulary", failed, "\(file.path) is not that of OpenAI's CLIP", remedy: remedy)
      }
      return DoctorRow("vocabulary", "\(file.relativePath) is that of OpenAI's CLIP")
    } catch {
      let text = (error as? any BenchFailure)?.description ?? error.systemReason
      return DoctorRow("vocabulary", failed, text, remedy: remedy)
    }
  }

  func noise() -> [DoctorRow] {
    let requests = subject.requests.filter { $0.noiseIndex != nil }
    guard !requests.isEmpty else { return [DoctorRow("noise", "made by injectors: no files are needed")] }
    return requests.flatMap { request -> [DoctorRow] in
      guard let place = request.noiseIndex else { return [] }
      return noiseFiles(at: place, for: request).map { file in
        do throws(NoiseIndexFileFailure) {
          let report = try NoiseIndexReport(verifying: file)
          return DoctorRow("noise", report.defect == nil ? .ok : .failed, report.line)
        } catch {
          return DoctorRow(
            "noise", .failed, error.description, remedy: "bench noise paper --out FOLDER writes the papers'")
        }
      }
    }
  }

  /// The file, or those of a folder that the study's datasets and rates ask for; none is needed without noise.
  private func noiseFiles(at place: URL, for request: StudyRequest) -> [URL] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder), isFolder.boolValue else {
      return [place]
    }
    return request.datasets.flatMap { dataset in
      request.noiseRates.filter { $0 > 0 }.map {
        place.appending(path: PublishedNoise.fileName(dataset: dataset, rate: $0))
      }
    }
  }
}
