import ArgumentParser

/// Factors of heads, such as `global=2,tse=1`.
struct HeadWeights: ExpressibleByArgument {
  var byHead: [String: Double] = [:]

  init() {}

  init?(argument: String) {
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let separator = part.lastIndex(of: "="), let weight = Double(part[part.index(after: separator)...]) else {
        return nil
      }
      let name = part[..<separator].trimmingCharacters(in: .whitespaces)
      guard weight >= 0, weight.isFinite, !name.isEmpty, byHead.updateValue(weight, forKey: name) == nil else {
        return nil
      }
    }
  }

  var defaultValueDescription: String { "1 each" }
}

extension [HeadWeights] {
  /// The factors of all, since an option that is given again adds to them.
  var byHead: [String: Double] { reduce(into: [:]) { $0.merge($1.byHead) { first, _ in first } } }

  /// Throws for a head with two factors.
  func check() throws {
    let heads = flatMap(\.byHead.keys)
    guard byHead.count == heads.count else { throw ValidationError("--weights names a head twice") }
  }
}
