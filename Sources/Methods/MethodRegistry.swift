/// The methods that can be run. To add one, write its file and add a line here.
public enum MethodRegistry {
  /// All methods, in the order of tables.
  public static let all: [MethodEntry] = IRRA.entries + [CLIPC.entry, DECL.entry] + RDE.entries + AMNS.entries

  /// The ids of all methods.
  public static var ids: [String] { all.map(\.info.id) }

  /// The method of an id.
  ///
  /// - Throws: `MethodError.unknownMethod` with close matches.
  public static func method(_ id: String) throws -> MethodEntry {
    guard let entry = all.first(where: { $0.info.id == id }) else {
      throw MethodError.unknownMethod(id, known: ids)
    }
    return entry
  }
}
