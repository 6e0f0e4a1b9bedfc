import BenchCore
package import Foundation
import Images
import Synchronization

/// What was written, or found already written.
package struct SynthPedesSummary: Sendable, Hashable {
  /// The dataset's folder.
  package let folder: URL
  /// The annotation file in it.
  package let annotations: URL
  /// The number of images.
  package let images: Int
  /// The number of captions.
  package let captions: Int
  /// SHA-256 over the annotation file and the pixels of all images in its order, hexadecimal.
  package let checksum: String
  /// Whether the files were there already.
  package let wasKept: Bool
}

extension SynthPedesSet {
  /// The name of the file that says how a folder was written.
  static let stampName = "synth.json"

  /// Renders a configuration into `root/<directoryName>`, in the layout of the dataset its variant imitates.
  ///
  /// A complete dataset of the same configuration is kept as it is. The folder appears whole or not at all: everything
  /// is written beside it first, then renamed; what a killed process left of it is removed. The files do not depend on the number of workers.
  ///
  /// - Parameters:
  ///   - configuration: what to render.
  ///   - root: the folder of all datasets; made if missing.
  ///   - workers: threads to render with, at least 1.
  ///   - overwrite: whether to replace a synth-pedes folder of other settings, or a damaged one. A folder that was not
  ///     written by this function is never replaced.
  ///   - progress: called with the number of images rendered so far and their total, from any thread, one call at a time.
  /// - Throws: `SynthPedesFailure`.
  @discardableResult
  package static func write(
    _ configuration: SynthPedesConfiguration, to root: URL, workers: Int = 1, overwrite: Bool = false,
    progress: (@Sendable (Int, Int) -> Void)? = nil
  ) throws -> SynthPedesSummary {
    let population = try SynthPedesPopulation(configuration)
    let folder = root.appending(path: configuration.directoryName, directoryHint: .isDirectory)
    if let kept = try summaryOfExisting(folder, configuration, overwrite: overwrite) { return kept }

    do {
      try OutputFolder.create(root)
      let draft = try DraftFolder(for: configuration.directoryName, in: root)
      let stamp = try write(population, into: draft.url, workers: max(workers, 1), progress: progress)
      // Another process may have finished the same dataset meanwhile.
      if let kept = try summaryOfExisting(folder, configuration, overwrite: overwrite) { return kept }
      try moveIntoPlace(draft, folder)
      return SynthPedesSummary(stamp, folder: folder, wasKept: false)
    } catch let error as SynthPedesFailure {
      throw error
    } catch let error as FileFailure {
      throw SynthPedesFailure(.unwritable(folder: error.file, error.reason))
    } catch {
      throw SynthPedesFailure(.unwritable(folder: folder.path, error.systemReason))
    }
  }

  /// The revision of the generator that wrote a folder; `nil` for a folder of other origin.
  package static func revision(of folder: URL) -> Int? { stamp(of: folder)?.revision }

  /// Whether a folder has the drawings that were the default of a variant before 2026-12.
  package static func holdsFormerDefault(_ folder: URL) -> Bool {
    guard let found = stamp(of: folder)?.configuration else { return false }
    return found == SynthPedesConfiguration.formerDefault.imitating(found.variant)
  }

  private static func stamp(of folder: URL) -> SynthPedesStamp? {
    guard let data = try? Data(contentsOf: folder.appending(path: stampName)) else { return nil }
    return try? JSONDecoder().decode(SynthPedesStamp.self, from: data)
  }

  /// The summary of a complete dataset of this configuration; `nil` if the folder may be written.
  private static func summaryOfExisting(
    _ folder: URL, _ configuration: SynthPedesConfiguration, overwrite: Bool
  ) throws -> SynthPedesSummary? {
    guard FileManager.default.fileExists(atPath: folder.path) else { return nil }
    guard let stamp = stamp(of: folder) else { throw SynthPedesFailure(.foreign(folder: folder.path)) }
    guard stamp.configuration == configuration, stamp.revision == revision else {
      if overwrite { return nil }
      throw SynthPedesFailure(.otherSettings(folder: folder.path))
    }
    if let damage = stamp.damage(in: folder) {
      if overwrite { return nil }
      throw SynthPedesFailure(.damaged(folder: folder.path, damage))
    }
    return SynthPedesSummary(stamp, folder: folder, wasKept: true)
  }

  private static func write(
    _ population: SynthPedesPopulation, into folder: URL, workers: Int, progress: (@Sendable (Int, Int) -> Void)?
  ) throws -> SynthPedesStamp {
    let plan = ImagePlan.all(of: population)
    for directory in Set(plan.map(\.directory)) {
      let url = folder.appending(path: "imgs/\(directory)", directoryHint: .isDirectory)
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }
    let written = try render(plan, of: population, into: folder, workers: workers, progress: progress)

    let layout = population.configuration.variant
    let records = zip(plan, written).map { plan, written in
      RenderedRecord(
        split: population.members[plan.identity].split, captions: written.captions, path: plan.path,
        id: plan.identity + layout.firstIdentity, layout: layout)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let annotations = try encoder.encode(records)
    try annotations.write(to: folder.appending(path: layout.annotationName))

    var content = ContentDigest()
    content.update(annotations)
    for image in written { content.update(image.digest) }
    let stamp = SynthPedesStamp(
      configuration: population.configuration, revision: revision,
      images: plan.count, captions: written.reduce(0) { $0 + $1.captions.count },
      annotationSHA256: annotations.sha256, contentSHA256: content.hexadecimal)
    encoder.outputFormatting.insert(.prettyPrinted)
    try encoder.encode(stamp).write(to: folder.appending(path: stampName))
    return stamp
  }

  /// What is kept of an image once it is on disk.
  private struct WrittenImage: Sendable {
    var captions: [String]
    /// SHA-256 of the pixels.
    var digest: Data
  }

  private struct Progress: Sendable {
    var written: [Int: WrittenImage] = [:]
    var failures: [Int: any Error] = [:]
  }

  /// Renders and writes every image of the plan; worker w takes images w, w + workers, ...
  private static func render(
    _ plan: [ImagePlan], of population: SynthPedesPopulation, into folder: URL, workers: Int,
    progress: (@Sendable (Int, Int) -> Void)?
  ) throws -> [WrittenImage] {
    let state = Mutex(Progress())
    DispatchQueue.concurrentPerform(iterations: min(workers, plan.count)) { worker in
      for index in stride(from: worker, to: plan.count, by: workers) {
        guard state.withLock({ $0.failures.isEmpty }) else { return }
        let result = Result {
          let rendered = try renderedImage(of: population, identity: plan[index].identity, image: plan[index].image)
          let url = folder.appending(path: "imgs/\(plan[index].path)")
          try Data(PNGFile.encode(rendered.image)).write(to: url)
          var digest = ContentDigest()
          rendered.image.pixels.withUnsafeBytes { digest.update($0) }
          return WrittenImage(captions: rendered.captions, digest: digest.bytes)
        }
        state.withLock { state in
          switch result {
          case .success(let image): state.written[index] = image
          case .failure(let error): state.failures[index] = error
          }
          progress?(state.written.count, plan.count)
        }
      }
    }
    return try state.withLock { state in
      if let first = state.failures.min(by: { $0.key < $1.key }) { throw first.value }
      return plan.indices.compactMap { state.written[$0] }
    }
  }

  /// Renames the finished draft; an older folder makes way first, into another draft, and comes back if that fails.
  private static func moveIntoPlace(_ draft: DraftFolder, _ folder: URL) throws {
    let files = FileManager.default
    guard files.fileExists(atPath: folder.path) else { return try files.moveItem(at: draft.url, to: folder) }
    let aside = try DraftFolder(for: folder.lastPathComponent, in: folder.deletingLastPathComponent())
    let old = aside.url.appending(path: "old")
    try files.moveItem(at: folder, to: old)
    do {
      try files.moveItem(at: draft.url, to: folder)
    } catch {
      try? files.moveItem(at: old, to: folder)
      throw error
    }
  }
}

/// Where one image goes.
private struct ImagePlan: Sendable {
  let identity: Int
  let image: Int

  /// Images lie in folders of a thousand identities.
  var directory: String { String(format: "%03d", identity / 1_000) }
  var path: String { "\(directory)/" + String(format: "%05d_%02d.png", identity, image) }

  static func all(of population: SynthPedesPopulation) -> [ImagePlan] {
    population.members.indices.flatMap { identity in
      (0..<population.members[identity].images).map { ImagePlan(identity: identity, image: $0) }
    }
  }
}
