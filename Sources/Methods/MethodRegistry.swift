package import BenchCore

/// The methods that can be run. To add one, write its file and add a line here.
package enum MethodRegistry {
  /// All methods that are trained in this process, in the order of tables.
  package static let all: [MethodEntry] = IRRA.entries + [CLIPC.entry, DECL.entry] + RDE.entries + AMNS.entries

  /// The method that runs a command of the user's; it cannot be built here.
  package static let external = ExternalMethod.unlabelled

  /// The ids of all methods that are trained in this process.
  package static var ids: [String] { all.map(\.info.id) }

  /// The method that makes embedded weights, with the fields to set: CLIP's loss on the global and the token
  /// selection embeddings, over all pairs.
  package static let pretraining: (id: String, settings: [String: JSONValue]) = (
    "rde-infonce", ["divides": .bool(false)]
  )

  /// The method of an id.
  ///
  /// - Throws: `MethodFailure.unknownMethod` with close matches.
  package static func method(_ id: String) throws -> MethodEntry {
    guard let entry = (all + [external]).first(where: { $0.info.id == id }) else {
      throw MethodFailure.unknownMethod(id, known: ids + [external.info.id])
    }
    return entry
  }
}
