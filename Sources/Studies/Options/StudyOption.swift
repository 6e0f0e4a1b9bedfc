import ArgumentParser
import Methods

/// An option of a study, as it is declared in `StudyArguments`.
package struct StudyOption: Sendable {
  /// The name after `--`, and the key in a suite.
  package let name: String
  /// What it takes.
  package let kind: OptionKind

  /// All options in the order of their declarations.
  package static let all: [StudyOption] = ((try? StudyArguments.parse([])).map { declarations(of: $0) } ?? []).map {
    StudyOption(name: $0, kind: type(of: $1).kind)
  }

  /// Those that make a study what it is, which a suite's file alone says. The others may stand beside `--suite`: which part
  /// of it is run, and what depends on the files and the machine at hand.
  static let ofTheSuite: Set = [
    "set", "vary", "injector", "noise-seed", "noise-index", "learning-rate", "text-augmentation", "image-augmentation",
  ]

  /// Options that are of no use without something else.
  static let dependent = [
    DependentOption(name: "vocabulary", needs: "weights from a file", isOfUse: \.startsFromFile) {
      $0.vocabulary = nil
    },
    DependentOption(name: "image-size", needs: "weights from a file", isOfUse: \.startsFromFile) { $0.imageSize = nil },
    DependentOption(name: "activation", needs: "weights from a file", isOfUse: \.startsFromFile) {
      $0.weightsReading.activation = nil
    },
    DependentOption(name: "prefix", needs: "weights from a file", isOfUse: \.startsFromFile) {
      $0.weightsReading.prefix = nil
    },
    DependentOption(name: "ignore", needs: "weights from a file", isOfUse: \.startsFromFile) {
      $0.weightsReading.ignored = []
    },
    DependentOption(name: "text-length", needs: ownTraining, isOfUse: \.trains) { $0.textLength = nil },
    DependentOption(name: "noise-index", needs: "the injector `index`", isOfUse: \.readsIndex) { $0.noiseIndex = nil },
    DependentOption(name: "precision", needs: ownTraining, isOfUse: \.trains) { $0.precision = nil },
    DependentOption(name: "tf32", needs: ownTraining, isOfUse: \.trains) { $0.usesTF32 = false },
    DependentOption(name: "deterministic", needs: ownTraining, isOfUse: \.trains) { $0.isDeterministic = true },
    DependentOption(name: "micro-batch", needs: ownTraining, isOfUse: \.trains) { $0.microBatchSize = nil },
  ]

  private static let ownTraining = "methods that this tool trains"

  /// - Parameter arguments: What was parsed; a group of options that was not has no members.
  static func declarations(of arguments: some ParsableArguments) -> [(name: String, any OptionDeclaration)] {
    Mirror(reflecting: arguments).children.flatMap { label, value -> [(String, any OptionDeclaration)] in
      if let group = value as? any OptionDeclarations { return declarations(of: group.members) }
      guard let label, let declaration = value as? any OptionDeclaration else { return [] }
      return [(name(of: label), declaration)]
    }
  }

  /// `_batchSize` is `batch-size`, as the argument parser has it.
  package static func name(of label: String) -> String {
    label.drop { $0 == "_" }.map { $0.isUppercase ? "-\($0.lowercased())" : "\($0)" }.joined()
  }
}

/// What an option is of use with.
struct DependentOption: Sendable {
  let name: String
  let needs: String
  let isOfUse: @Sendable (StudyRequest) -> Bool
  let drop: @Sendable (inout StudyRequest) -> Void
}

extension StudyRequest {
  fileprivate var startsFromFile: Bool {
    ([weights] + weightsByFamily.values).contains { if case .file = $0 { true } else { false } }
  }
  fileprivate var readsIndex: Bool { injector == "index" }
  fileprivate var trains: Bool { methodIDs.contains { $0 != ExternalMethod.id } }
}
