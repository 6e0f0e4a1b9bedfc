import BenchCore
import Foundation

/// What is in a weights file, for a person's eyes or a program's.
package struct CheckpointSummary: Encodable {
  struct Tensor: Encodable {
    var name: String
    var type: String
    var shape: [Int]
    /// The names in the file, where they differ.
    var storedAs: [String]?
  }

  var file: String
  var kind: String
  var parts: [String]
  var parameters: Int
  /// What the names of each CLIP in the file begin with, where there are several.
  var models: [String]?
  /// The Python classes that were skipped; absent where there are none.
  var skippedClasses: [String]?
  /// Tensors and objects that a CLIP has no place for, also outside the weights' dictionary; absent where there are none.
  var withoutPlace: [String]?
  /// What opening found worth saying; absent where there is nothing.
  var notes: [String]?
  /// The activation and who says it.
  var activation: String
  var architecture: ModelSpec?
  var metadata: [String: String]
  var warnings: [String]
  var tensors: [Tensor]

  /// Looks at a checkpoint's names, shapes and elements.
  ///
  /// - Throws: `CheckpointFailure` where elements cannot be read.
  package init(_ checkpoint: Checkpoint) throws {
    file = checkpoint.location.path
    kind = checkpoint.kind.rawValue + (checkpoint.usesHuggingFaceNames ? ", Hugging Face's names" : "")
    parts = checkpoint.parts
    parameters = checkpoint.elementCount
    activation = checkpoint.activation.phrase
    models = checkpoint.models.count > 1 ? checkpoint.models : nil
    skippedClasses = checkpoint.skippedClasses.isEmpty ? nil : checkpoint.skippedClasses
    let unplaced = try checkpoint.tensorsWithoutPlace()
    withoutPlace = unplaced.isEmpty ? nil : unplaced
    notes = checkpoint.notes.isEmpty ? nil : checkpoint.notes
    metadata = checkpoint.metadata
    warnings = checkpoint.warnings + (checkpoint.sharing.map { [$0] } ?? [])
    if checkpoint.backbonePrefix != nil, let warning = checkpoint.activation.warning { warnings.append(warning) }
    tensors = checkpoint.tensors.map {
      Tensor(
        name: $0.name, type: $0.type.rawValue, shape: $0.shape,
        storedAs: $0.storedNames == [$0.name] ? nil : $0.storedNames)
    }
    do {
      let own = checkpoint.runSpec?.setup?.model
      architecture = try own.flatMap { $0.family == .clip ? nil : $0 } ?? checkpoint.inferredModel()
    } catch let failure as CheckpointFailure {
      warnings.append(failure.problem)
    }
    let tensorsWithOddNumbers = try checkpoint.tensorsWithoutFiniteNumbers()
    if !tensorsWithOddNumbers.isEmpty {
      warnings.append("elements that are infinite or not a number in \(tensorsWithOddNumbers.joined(separator: ", "))")
    }
  }

  /// Names and values, to be shown below each other.
  package var facts: [[String]] {
    var facts = [
      ["file", file], ["kind", kind], ["parts", parts.joined(separator: ", ")], ["elements", "\(parameters)"],
    ]
    if let model = architecture {
      facts += [
        [
          "images",
          "\(model.imageHeight) x \(model.imageWidth), patches \(model.patchHeight) x \(model.patchWidth), width"
            + " \(model.visionWidth), \(model.visionLayers) layers, \(model.visionHeads) heads",
        ],
        [
          "captions",
          "\(model.contextLength) tokens of \(model.vocabularySize), width \(model.textWidth), \(model.textLayers)"
            + " layers, \(model.textHeads) heads",
        ],
        ["embedding", "\(model.embeddingWidth)"], ["activation", activation],
      ]
    }
    for (name, values) in [("models", models), ("without a place", withoutPlace), ("skipped classes", skippedClasses)] {
      guard let values else { continue }
      let words = values.prefix(8).map { $0.isEmpty ? "(no prefix)" : $0.printable }.joined(separator: ", ")
      facts.append([name, words + (values.count > 8 ? ", ..." : "")])
    }
    facts += metadata.sorted { $0.key < $1.key }.map { [$0.key.printable, $0.value.shortened] }
    facts += (notes ?? []).map { ["note", $0.printable] }
    facts += warnings.map { ["warning", $0.printable] }
    return facts
  }

  /// Name, type and shape of each tensor.
  package var tensorRows: [[String]] {
    tensors.map { [$0.name.printable, $0.type, $0.shape.map(String.init).joined(separator: " x ")] }
  }
}

extension String {
  /// The first words of a long text on one line.
  fileprivate var shortened: String { count > 80 ? "\(prefix(80).description.printable) ..." : printable }
}
