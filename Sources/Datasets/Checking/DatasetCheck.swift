import BenchCore
package import Foundation
import Images

/// What `bench data check` finds out about a dataset before hours are spent on it.
package struct DatasetCheck: Sendable, Equatable, Codable {
  /// Something about the dataset that its user should know.
  package struct Finding: Sendable, Equatable, Codable {
    /// Whether the dataset can still be used.
    package enum Severity: String, Sendable, Codable {
      /// Runs would fail.
      case error
      /// Runs would work, but their results may not compare with published ones.
      case warning
    }

    /// Whether the dataset can still be used.
    package var severity: Severity
    /// What was found, in one sentence without a full stop.
    package var message: String
    /// How many cases there are.
    package var count: Int
    /// The first cases.
    package var examples: [String]
  }

  /// The number of examples that a finding keeps.
  package static let exampleLimit = 5

  /// The registry id of the dataset.
  package var datasetID: String
  /// The findings: errors first, then warnings.
  package private(set) var findings: [Finding] = []
  /// The dataset's numbers; `nil` where its annotation file could not be read.
  package private(set) var statistics: DatasetStatistics?

  /// Whether no finding is an error.
  package var isUsable: Bool { findings.allSatisfy { $0.severity != .error } }

  /// Reads every record and the header of every image of a dataset. Whatever is wrong becomes a finding.
  ///
  /// `progress` is called with the number of images done and their total, one call at a time but on any thread.
  ///
  /// - Parameter tokenizer: CLIP's, which says what captions it cuts; without one only captions of so many words are
  ///   found that any tokenizer would cut them.
  package init(
    of info: DatasetInfo,
    dataRoot: URL,
    tokenizer: CLIPTokenizer? = nil,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    datasetID = info.id
    do {
      let file = try info.records(dataRoot: dataRoot)
      let survey = ImageSurvey(paths: file.uniqueImagePaths(), progress: progress)
      let statistics = DatasetStatistics(file, survey)
      self.statistics = statistics
      checkImages(file, survey)
      checkIdentities(file)
      checkCaptions(file)
      checkLengths(file, tokenizer, of: info)
      checkDuplicates(file)
      compare(statistics, with: info.published)
    } catch {
      findings = [Finding(severity: .error, message: "\(error)", count: 1, examples: [])]
    }
    findings = findings.filter { $0.severity == .error } + findings.filter { $0.severity != .error }
  }

  private mutating func checkImages(_ file: AnnotationFile, _ survey: ImageSurvey) {
    add(.error, "image folders are missing in \(file.imageRoot)", file.missingImageFolders())
    let problems = Dictionary(grouping: survey.failures, by: \.problem)
    for (problem, failures) in problems.sorted(by: { $0.key < $1.key }) {
      add(.error, problem, failures.map(\.path))
    }
    add(
      .warning, "images with an EXIF rotation, which is not applied, as in the papers' code", survey.rotatedPaths)
  }

  private mutating func checkIdentities(_ file: AnnotationFile) {
    func identities(_ split: Split) -> Set<Int> {
      Set(file.records.lazy.filter { $0.split == split }.map(\.identity))
    }
    let train = identities(.train)
    let test = identities(.test)
    if train.isEmpty { add(.error, "no record of the train split", ["train"]) }
    if test.isEmpty { add(.error, "no record of the test split", ["test"]) }
    add(.error, "splits of which no image has a caption", file.splitsWithoutCaptions().map(\.rawValue))
    let gaps = (file.identityOffset..<file.identityOffset + train.count).filter { !train.contains($0) }
    add(.error, "numbers that no training identity has, though others have higher ones", gaps.map(String.init))
    add(
      .warning,
      "identities of the training split that are in the test split too",
      train.intersection(test).sorted().map(String.init)
    )
    add(
      .warning,
      "identities of the validation split that are in another split too",
      identities(.val).intersection(train.union(test)).sorted().map(String.init)
    )
  }

  private mutating func checkCaptions(_ file: AnnotationFile) {
    let affected = file.records.filter { $0.captions.contains { $0.allSatisfy(\.isWhitespace) } }
    add(.warning, "images with an empty caption", affected.map(\.imagePath))
    let bare = file.records.filter(\.captions.isEmpty)
    add(
      .warning, "training images without captions, of which no pair is made",
      bare.filter { $0.split == .train }.map(\.imagePath))
    add(
      .warning, "gallery images without captions, which are distractors",
      bare.filter { $0.split != .train }.map(\.imagePath))
  }

  /// Captions of which the end never reaches a CLIP.
  private mutating func checkLengths(_ file: AnnotationFile, _ tokenizer: CLIPTokenizer?, of info: DatasetInfo) {
    let limit = CLIPTokenizer.publishedContextLength
    // A token is a byte at least, so that shorter captions are never cut.
    let long = file.records.reduce(0) { $0 + $1.captions.count { $0.utf8.count > limit - 2 } }
    if tokenizer == nil, long > 0, !info.isStandIn {
      let message =
        "CLIP's vocabulary is not there (make clip-vocab), so that captions that are cut at its \(limit) tokens are not "
        + "counted; \(long) may be"
      findings.append(Finding(severity: .warning, message: message, count: long, examples: []))
    }
    var cut: [String] = []
    for record in file.records {
      for caption in record.captions where tokenizer?.cuts(caption) ?? (CLIPWords.count(in: caption) > limit - 2) {
        cut.append("\(record.split.rawValue) \(record.imagePath): \(caption.prefix(40)) ...")
      }
    }
    let message =
      tokenizer == nil
      ? "captions of more than \(limit - 2) words and marks, which are cut at CLIP's \(limit) tokens in any case"
      : "captions that are cut at CLIP's \(limit) tokens"
    add(.warning, message, cut)
  }

  private mutating func checkDuplicates(_ file: AnnotationFile) {
    var paths: Set<String> = []
    var pairs: Set<[String]> = []
    var repeatedPaths: [String] = []
    var repeatedPairs: [String] = []
    for record in file.records {
      if !paths.insert(record.imagePath).inserted { repeatedPaths.append(record.imagePath) }
      for caption in record.captions where !pairs.insert([record.imagePath, caption]).inserted {
        repeatedPairs.append("\(record.imagePath): \(caption)")
      }
    }
    add(.warning, "records of an image that an earlier record has", repeatedPaths)
    add(.warning, "captions that their image has already", repeatedPairs)
  }

  private mutating func compare(_ statistics: DatasetStatistics, with published: DatasetCounts?) {
    guard let published else { return }
    let zero = DatasetCounts.Counts(identities: 0, images: 0, captions: 0)
    var differences: [String] = []
    for (split, expected) in [(Split.train, published.train), (.val, published.val ?? zero), (.test, published.test)] {
      let counts = statistics.counts(split)
      let rows = [
        ("identities", counts.identities, expected.identities),
        ("images", counts.images, expected.images),
        ("captions", counts.captions, expected.captions),
      ]
      for (noun, count, expected) in rows where count != expected {
        differences.append("\(split.rawValue) \(noun): \(count), published \(expected)")
      }
    }
    add(.warning, "numbers that differ from the published ones", differences, exampleLimit: differences.count)
  }

  /// Adds a finding, unless there is no case of it.
  private mutating func add(
    _ severity: Finding.Severity,
    _ message: String,
    _ cases: [String],
    exampleLimit: Int = exampleLimit
  ) {
    guard !cases.isEmpty else { return }
    let examples = cases.prefix(exampleLimit).map { $0.cut(to: 1_000) }
    findings.append(Finding(severity: severity, message: message, count: cases.count, examples: examples))
  }
}
