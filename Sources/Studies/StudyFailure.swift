package import BenchCore

/// A study that cannot be planned.
package enum StudyFailure: BenchFailure, Equatable {
  case nothing(String)
  case repeated(String, value: String)
  /// One noise rate in two ways of writing.
  case sameRate(String, String)
  case outOfRange(String, value: String, requirement: String)
  case noSelectionSplit(dataset: String, split: Split)
  /// Nobody said what training on real images starts from.
  case noWeights(dataset: String, family: ModelFamily = .clip)
  /// A way of computing that a method's network does not have.
  case notForNetwork(String, method: String, reason: String)
  /// The data on disk are not those the run was planned with.
  case changedData(run: String, what: String)
  /// A run's file is missing or is something else.
  case unreadableTask(file: String)
  case weightsNotWritable(String, reason: String)
  /// An option without another one that it belongs to.
  case unusable(option: String, needs: String)
  /// A specification names a kind of device that this tool does not have.
  case unknownDevice(String, run: String)
  /// A run that this tool has only the embeddings of.
  case notTrainedHere(run: String)
  /// A setting is for a method that is not run.
  case unknownScope(String, setting: String, known: [String])
  /// A setting does not say for which of several methods it is.
  case unclearScope(String, known: [String])
  /// A label that several configurations would share.
  case sharedLabel(String, configurations: Int)
  /// A field is set to more than one value.
  case severalValues(String)
  /// Starting weights with another number of tokens than the captions' words make.
  case vocabulary(file: String, found: Int, expected: Int)
  /// Weights with a small vocabulary that do not say which words it has.
  case unknownVocabulary(file: String, found: Int)
  /// A vocabulary of the size of CLIP's or BERT's with other merges or pieces.
  case otherVocabulary(file: String, family: ModelFamily = .clip)

  package var problem: String {
    switch self {
    case .nothing(let name): "no \(name) to run"
    case .repeated(let name, let value): "`\(value)` is listed twice among the \(name)"
    case .sameRate(let first, let second): "`\(first)` and `\(second)` are the same noise rate"
    case .outOfRange(let name, let value, let requirement): "\(name) is \(value) but must be \(requirement)"
    case .noSelectionSplit(let dataset, let split): "\(dataset) has no \(split.rawValue) split to choose Best on"
    case .noWeights(let dataset, .clip): "nothing says which weights training on \(dataset) starts from"
    case .noWeights(let dataset, let family):
      "nothing says which weights training of \(family.rawValue) on \(dataset) starts from"
    case .notForNetwork(let option, let method, let reason): "\(option) is not for \(method): \(reason)"
    case .changedData(_, let what): "\(what) changed since this run was planned"
    case .unreadableTask: "this is not a run file"
    case .weightsNotWritable(_, let reason): "weights cannot be written here: \(reason)"
    case .unusable(let option, let needs): "--\(option) belongs to \(needs)"
    case .notTrainedHere: "another program trains this run"
    case .unknownDevice(let kind, _): "there is no kind of device `\(kind)`"
    case .unknownScope(let scope, let setting, _): "`\(setting)` is for `\(scope)`, which is not among the methods"
    case .unclearScope(let setting, _): "`\(setting)` does not say for which of the methods it is"
    case .sharedLabel(let label, let count):
      "`\(label)` would be the label of \(count) configurations, which tables could not tell apart"
    case .severalValues(let setting): "`\(setting)` sets a field to several values"
    case .vocabulary(_, let found, let expected):
      "the weights' vocabulary has \(found) tokens, that of the training captions \(expected)"
    case .unknownVocabulary(_, let found): "nothing says which words the \(found) tokens of these weights are"
    case .otherVocabulary(_, .ivt): "the pieces of this vocabulary are not those of bert-base-uncased"
    case .otherVocabulary: "the merges of this vocabulary are not those of OpenAI's CLIP"
    }
  }

  package var isUsage: Bool {
    switch self {
    case .nothing, .repeated, .sameRate, .outOfRange, .noWeights, .notForNetwork, .unusable, .unknownScope,
      .unclearScope, .sharedLabel, .severalValues:
      true
    default: false
    }
  }

  package var location: String? {
    switch self {
    case .changedData(let place, _), .unreadableTask(let place), .unknownDevice(_, let place),
      .notTrainedHere(let place),
      .vocabulary(let place, _, _), .unknownVocabulary(let place, _), .otherVocabulary(let place, _),
      .weightsNotWritable(let place, _):
      place
    default: nil
    }
  }

  package var remedy: String? {
    switch self {
    case .noSelectionSplit:
      "choose on the test split as the papers' code does: --selection test, the default where there is no other"
    case .noWeights(_, let family):
      "start from \(family.pretrained) as the papers do, \(family.weightsExample) (docs/checkpoints.md says where it is), "
        + "or from random weights on purpose, --weights \(family == .clip ? "" : "\(family.rawValue)=")random"
    case .notForNetwork(_, let method, _): "leave it out, or run \(method) by itself"
    case .changedData: "run the sweep again so that it is planned with the present data"
    case .unreadableTask: "name a file of the folder `runs` beside the results of a sweep"
    case .notTrainedHere: "run it by a sweep with its command, or evaluate its embeddings"
    case .unknownDevice: "plan the study again with --device cpu or cuda"
    case .unknownScope(let scope, _, let known): Suggestion.phrase(for: scope, in: known)
    case .unclearScope(let setting, let known):
      "write \(known.first ?? "method").\(setting); known: \(known.joined(separator: ", "))"
    case .sharedLabel:
      "leave it out, or make each configuration a study with a label of its own, as in a suite (docs/suites.md)"
    case .severalValues: "to run each of them: --vary"
    case .vocabulary: "start from weights that were trained on this dataset, or from CLIP's"
    case .unknownVocabulary: "use weights that `bench sweep --save-weights` wrote, which bring their words, or CLIP's"
    case .otherVocabulary(_, .ivt): "put vocab.txt of bert-base-uncased beside the weights"
    case .otherVocabulary:
      "use bpe_simple_vocab_16e6.txt.gz of OpenAI's CLIP, or merges.txt of openai/clip-vit-base-patch16"
    case .weightsNotWritable:
      "make room and allow writing, or choose another folder (those for \(CacheFolder.path("weights")): \(CacheFolder.variable))"
    case .nothing, .repeated, .sameRate, .outOfRange, .unusable: nil
    }
  }
}
