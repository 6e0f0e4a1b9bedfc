import BenchCore
import Foundation
import Methods
import ResultStore
package import Studies

/// A thing that a run is pinned to by its content, and that is not what it was when an earlier result was made.
package enum ContentChange: Sendable, Hashable {
  case images(dataset: String)
  case annotations(dataset: String)
  case noise(injector: String)
  case weights
  case methodCode(id: String)
  /// A file that an external command names.
  case file(String)
  /// The same, where the result's run was not pinned to it.
  case unpinnedFile(String)
  case missingFile(String)

  /// The changes between two runs that are the same but for such contents; `nil` for runs that differ in more, or in
  /// nothing.
  static func between(_ earlier: RunSpec, _ present: RunSpec) -> [ContentChange]? {
    var changes: [ContentChange] = []
    var same = earlier
    let dataset = present.dataset
    if earlier.dataset.annotationChecksum != dataset.annotationChecksum {
      changes.append(.annotations(dataset: dataset.id))
    }
    if let images = earlier.dataset.imageChecksum, let now = dataset.imageChecksum, images != now {
      changes.append(.images(dataset: dataset.id))
    }
    let hasOtherData = !changes.isEmpty
    same.dataset.annotationChecksum = dataset.annotationChecksum
    same.dataset.imageChecksum = dataset.imageChecksum
    if hasOtherData { same.dataset.skippedImages = dataset.skippedImages }

    // The pairing of other captions is another, whatever the injector.
    if earlier.noise.indexChecksum != present.noise.indexChecksum, !hasOtherData {
      changes.append(.noise(injector: present.noise.injector))
    }
    same.noise.indexChecksum = present.noise.indexChecksum

    if let was = earlier.setup?.model, let now = present.setup?.model {
      let starts = [was.initialWeights, now.initialWeights]
      if starts[0] != starts[1], !starts.contains(ModelSpec.randomWeights) {
        changes.append(.weights)
        same.setup?.model.initialWeights = now.initialWeights
      }
      // The embedded model has as many words as the captions.
      if hasOtherData {
        same.setup?.model.vocabularySize = now.vocabularySize
        same.setup?.model.contextLength = now.contextLength
      }
    }
    if earlier.method.revision != present.method.revision {
      changes.append(.methodCode(id: present.method.id))
      same.method.revision = present.method.revision
    }
    if ExternalMethod.isExternal(present.method), let was = try? ExternalConfiguration(earlier.method),
      let now = try? ExternalConfiguration(present.method), was.command == now.command
    {
      for name in Set(was.files.keys).union(now.files.keys).sorted() where was.files[name] != now.files[name] {
        changes.append(
          was.files[name] == nil ? .unpinnedFile(name) : now.files[name] == nil ? .missingFile(name) : .file(name))
      }
      same.method.configuration = present.method.configuration
    }
    return changes.isEmpty || same != present ? nil : changes
  }

  /// What a sweep says, such as `the images of synth-pedes changed since 4 finished runs; they run again (the old results
  /// stay)`.
  package func text(runs count: Int) -> String {
    let runs = "\(count) finished run\(count == 1 ? "" : "s")"
    let end = "; \(count == 1 ? "it runs" : "they run") again (the old result\(count == 1 ? " stays" : "s stay"))"
    let start =
      switch self {
      case .images(let dataset): "the images of \(dataset) changed since \(runs)"
      case .annotations(let dataset): "the annotations of \(dataset) changed since \(runs)"
      case .noise("index"): "the noise index changed since \(runs)"
      case .noise(let injector): "the noise of \(injector) is another than that of \(runs)"
      case .weights: "the weights that training starts from are others than those of \(runs)"
      case .methodCode(let id): "the code of \(id) is of another revision than that of \(runs)"
      case .file(let name): "\(name) changed since \(runs)"
      case .unpinnedFile(let name): "\(name) was not looked at for \(runs)"
      case .missingFile(let name): "\(name) is no file any more, as it was for \(runs)"
      }
    return start + end
  }
}

extension FinishedRuns {
  /// A line for each thing that is not what it was when a folder's results were made, of which runs that are to be run
  /// would be finished otherwise.
  ///
  /// Only results are opened whose names differ from such a run's in the signature alone.
  package func changes(for runs: [PlannedRun]) -> [String] {
    let byStart = Dictionary(grouping: files, by: { Self.start(of: $0.deletingPathExtension().lastPathComponent) })
    var counts: [(change: ContentChange, count: Int)] = []
    var specs: [URL: RunSpec] = [:]
    func spec(of file: URL) -> RunSpec? {
      if let spec = specs[file] { return spec }
      let record = try? ResultStore.read(file, including: .summary)
      specs[file] = record?.spec
      return record?.spec
    }
    for run in runs where standing(of: run) == .notFinished {
      let candidates = (byStart[Self.start(of: run.name)] ?? []).compactMap { file in
        spec(of: file).flatMap { ContentChange.between($0, run.spec) }
      }
      // Of several results the one that is nearest.
      for change in candidates.min(by: { $0.count < $1.count }) ?? [] {
        if let place = counts.firstIndex(where: { $0.change == change }) {
          counts[place].count += 1
        } else {
          counts.append((change, 1))
        }
      }
    }
    return counts.map { $0.change.text(runs: $0.count) }
  }

  /// All of a run's file name but its signature.
  private static func start(of name: String) -> Substring { name.dropLast(PlannedRun.signatureDigits) }
}
