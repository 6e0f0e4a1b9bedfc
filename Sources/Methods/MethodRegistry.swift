package import BenchCore

/// The methods that can be run. To add one, write its file and add a row to NamedMethods, or a line here.
package enum MethodRegistry {
  /// All methods that are trained in this process, in the order of tables.
  package static let all: [MethodEntry] = NamedMethods.all + [.composed, SSAN.entry, IVT.entry]

  /// The method that runs a command of the user's; it cannot be built here.
  package static let external = ExternalMethod.unlabelled

  /// The ids of all methods that are trained in this process.
  package static var ids: [String] { all.map(\.info.id) }

  /// The ids of those that a paper proposes: what `all` stands for.
  package static var publishedIDs: [String] { ids.filter { $0 != MethodEntry.composed.info.id } }

  /// The method that makes embedded weights, with the fields to set: CLIP's loss on the global and the token
  /// selection embeddings, over all pairs.
  package static let pretraining: (id: String, settings: [String: JSONValue]) = (
    "rde-infonce", ["divides": .bool(false)]
  )

  /// The method that a person calls `name`: by its id, or by its paper's name, such as `RDE` for `rde-tal`, in letters of
  /// any case.
  ///
  /// - Throws: `MethodFailure.unknownMethod` with close matches, or `ambiguousMethod`.
  package static func method(_ name: String, among entries: [MethodEntry] = all + [external]) throws -> MethodEntry {
    if let entry = entries.first(where: { $0.info.id == name }) { return entry }
    let typed = name.lowercased()
    let found =
      [\MethodInfo.id, \.title].lazy
      .map { part in entries.filter { $0.info[keyPath: part].lowercased() == typed } }.first { !$0.isEmpty } ?? []
    guard let entry = found.first else {
      throw MethodFailure.unknownMethod(name, known: entries.map(\.info.id))
    }
    guard found.count == 1 else { throw MethodFailure.ambiguousMethod(name, ids: found.map(\.info.id)) }
    return entry
  }

  /// The id of the method that a person calls `name`; the name itself where there is none, to be refused by `method`.
  package static func id(named name: String) -> String { (try? method(name))?.info.id ?? name }

  /// The names of fields by the symbols that stand for them in some method, such as `temperature` by `tau`.
  package static let symbols: [String: Set<String>] = all.flatMap(\.fields).reduce(into: [:]) { symbols, field in
    for alias in field.aliases { symbols[alias, default: []].insert(field.name) }
  }
}
