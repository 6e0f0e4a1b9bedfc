import BenchCore
import Foundation
import Noise

/// A key of a study: the name of the option of `bench sweep` that does the same.
enum StudyOption: String, CaseIterable {
  case name, datasets, methods, noise, seeds, set, vary, injector
  case noiseSeed = "noise-seed"
  case noiseIndex = "noise-index"
  case skipCorrupt = "skip-corrupt"
  case epochs
  case batchSize = "batch-size"
  case learningRate = "learning-rate"
  case weights, vocabulary
  case imageSize = "image-size"
  case selection
  case textAugmentation = "text-augmentation"
  case imageAugmentation = "image-augmentation"
  case threads

  /// The keys of a study.
  static let studyKeys = allCases.map(\.rawValue)
  /// The keys of `defaults`: all but the name.
  static let defaultKeys = studyKeys.filter { $0 != name.rawValue }

  /// Writes a value into a study. Paths that are not absolute start at `folder`.
  func read(_ node: SuiteNode, into study: inout StudySuite.Study, folder: URL) throws(SuiteFailure) {
    let key = rawValue
    func words() throws(SuiteFailure) -> [String] {
      try node.elements.map { element throws(SuiteFailure) in try element.word(key) }
    }
    func count() throws(SuiteFailure) -> Int { try node.value(key, expected: "a whole number") { Int($0) } }
    func path() throws(SuiteFailure) -> URL {
      URL(filePath: try node.word(key, expected: "a path"), relativeTo: folder).standardizedFileURL
    }
    switch self {
    case .name: study.name = try node.word(key)
    case .datasets: study.request.datasets = try words()
    case .methods: study.request.methods = try words()
    case .noise:
      study.request.noiseRates = try node.elements.map { element throws(SuiteFailure) in
        try element.value(key, expected: "percentages from 0 to 100 or fractions such as 0.2") {
          NoiseRate(typed: $0)?.value
        }
      }
    case .seeds:
      study.request.seeds = try node.elements.map { element throws(SuiteFailure) in
        try element.value(key, expected: "whole numbers from 0") { UInt64($0) }
      }
    case .set: study.request.settings = try Self.settings(node, key: key)
    case .vary: study.request.variations = try Self.settings(node, key: key)
    case .injector: study.request.injector = try node.word(key)
    case .noiseSeed: study.request.noiseSeed = try node.value(key, expected: "a whole number from 0") { UInt64($0) }
    case .noiseIndex: study.request.noiseIndex = try path()
    case .skipCorrupt:
      study.request.skipsCorruptImages = try node.value(key, expected: "true or false") { Bool($0) }
    case .epochs: study.request.epochs = try count()
    case .batchSize: study.request.batchSize = try count()
    case .learningRate: study.request.learningRate = try node.value(key, expected: "a number") { Double(finite: $0) }
    case .weights:
      study.request.weights = StartingPoint(
        try node.word(key, expected: "`embedded`, `random`, `automatic` or a path"), in: folder)
    case .vocabulary: study.request.vocabulary = try path()
    case .imageSize:
      study.request.imageSize = try node.value(key, expected: "height and width such as 384x128") { ImageSize($0) }
    case .selection: study.request.selection = try node.choice(key, among: [.val, .test])
    case .textAugmentation:
      study.request.captionAugmentation = try node.choice(
        key, among: StudyRequest.CaptionAugmentationChoice.allCases)
    case .imageAugmentation: study.request.imageAugmentation = try node.word(key)
    case .threads: study.request.threads = try count()
    }
  }

  /// The settings of `set` or `vary`.
  static func settings(_ node: SuiteNode, key: String) throws(SuiteFailure) -> [FieldSetting] {
    try node.fields(of: key).map { field throws(SuiteFailure) in
      let values = try field.value.elements.map { value throws(SuiteFailure) in try value.fieldValue(field.key) }
      guard let setting = FieldSetting(name: field.key, values: values) else {
        let expected = "a field such as rde.margin with a value"
        throw .wrongValue(of: key, found: "`\(field.key)`", expected: expected, at: field.place)
      }
      return setting
    }
  }
}

extension Double {
  /// A number that is neither NaN nor infinite.
  fileprivate init?(finite text: String) {
    guard let value = Double(text), value.isFinite else { return nil }
    self = value
  }
}
