import ArgumentParser
import BenchCore
import Foundation
import Methods

extension Bench {
  /// Lists methods, or one method's fields.
  struct MethodList: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "methods", abstract: "List methods, or the configuration of one.")

    @Argument(help: "A method: shows its fields with defaults, permitted values, meaning and source.")
    var id: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      if let id {
        let method = try MethodRegistry.method(id)
        if json { return try printJSON(MethodDescription(method)) }
        return show(method)
      }
      if json { return try printJSON(MethodRegistry.all.map(MethodDescription.init)) }
      printColumns(
        (MethodRegistry.all + [MethodRegistry.external]).map { [$0.info.id, $0.info.title, $0.info.summary] })
    }

    private func show(_ method: MethodEntry) {
      print("\(method.info.title) (\(method.info.id), revision \(method.info.revision))")
      print(method.info.summary)
      print(method.info.citation)
      print("\nFields, for --set \(method.info.id).FIELD=VALUE:")
      for field in method.fields {
        let names = ([field.name] + field.aliases).joined(separator: ", ")
        let value = method.defaults[field.name].map(\.plainText) ?? ""
        let permitted = field.permitted.description
        print("\n  \(names) = \(value)" + (permitted.isEmpty ? "" : "   (\(permitted))"))
        print("      \(field.meaning) [\(field.source)]")
      }
    }
  }

  /// Lists losses.
  struct LossList: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "losses", abstract: "List losses with formula, shapes and source.")

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
      if json { return try printJSON(LossRegistry.all.map(LossDescription.init)) }
      for loss in LossRegistry.all {
        print("\(loss.id)  \(loss.title) [\(loss.source)]")
        print("    \(loss.formula)")
        print("    \(loss.shapes)\n")
      }
      print("S: cosine similarities of the batch's captions and images; S+: a row's weighted positive;")
      print("y: whether identities agree. `loss` of a method takes the id of a matching loss.")
    }
  }
}

/// A method as JSON.
private struct MethodDescription: Encodable {
  struct Field: Encodable {
    var name: String
    var aliases: [String]
    var `default`: JSONValue
    var permitted: String?
    var meaning: String
    var source: String
  }

  var id: String
  var title: String
  var summary: String
  var citation: String
  var revision: Int
  var augmentsCaptions: Bool
  var fields: [Field]

  init(_ method: MethodEntry) {
    id = method.info.id
    title = method.info.title
    summary = method.info.summary
    citation = method.info.citation
    revision = method.info.revision
    augmentsCaptions = method.info.augmentsCaptions
    fields = method.fields.map { field in
      let permitted = field.permitted.description
      return Field(
        name: field.name, aliases: field.aliases, default: method.defaults[field.name] ?? .null,
        permitted: permitted.isEmpty ? nil : permitted, meaning: field.meaning, source: field.source)
    }
  }
}

/// A loss as JSON.
private struct LossDescription: Encodable {
  var id: String
  var title: String
  var formula: String
  var shapes: String
  var source: String

  init(_ loss: LossInfo) {
    id = loss.id
    title = loss.title
    formula = loss.formula
    shapes = loss.shapes
    source = loss.source
  }
}

extension JSONValue {
  /// The value as text: a word without quotation marks, anything else as JSON.
  fileprivate var plainText: String {
    switch self {
    case .string(let text): text
    default: (try? String(decoding: JSONEncoder().encode(self), as: UTF8.self)) ?? ""
    }
  }
}

/// Prints a value as indented JSON with sorted keys.
func printJSON(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
