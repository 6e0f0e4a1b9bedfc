/// Close matches for a mistyped name, used by every registry.
public enum Suggestion {
  /// The known names closest to `name`, best first: at most `limit`, none further away than half the name's length.
  public static func closest(to name: String, in known: some Sequence<String>, limit: Int = 3) -> [String] {
    let typed = Array(name.lowercased())
    let bound = max(2, typed.count / 2)
    return
      known
      .map { candidate in (candidate, score(typed, Array(candidate.lowercased()))) }
      .filter { $0.1 <= bound }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
      .prefix(limit)
      .map(\.0)
  }

  /// The element called `name` among `elements`.
  ///
  /// - Parameters:
  ///   - id: The name of an element.
  ///   - failure: Makes the error of a name that no element has, given that name and all known ones.
  /// - Throws: `failure`.
  package static func find<Element, Failure: Error>(
    _ name: String, in elements: some Sequence<Element>, id: (Element) -> String,
    else failure: (String, [String]) -> Failure
  ) throws(Failure) -> Element {
    guard let element = elements.first(where: { id($0) == name }) else { throw failure(name, elements.map(id)) }
    return element
  }

  /// A phrase for an error's remedy: `did you mean rde-tal?`, else the whole list of known names.
  public static func phrase(for name: String, in known: [String]) -> String {
    let close = closest(to: name, in: known)
    return close.isEmpty
      ? "known: \(known.joined(separator: ", "))"
      : "did you mean \(close.joined(separator: " or "))?"
  }

  /// Edit distance, except that a prefix or a contained name counts as one edit.
  private static func score(_ typed: [Character], _ candidate: [Character]) -> Int {
    let distance = editDistance(typed, candidate)
    guard typed.count >= 3 else { return distance }
    return String(candidate).contains(String(typed)) ? min(1, distance) : distance
  }

  private static func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
    var previous = Array(0...right.count)
    for (row, leftCharacter) in left.enumerated() {
      var current = [row + 1]
      for (column, rightCharacter) in right.enumerated() {
        let substitution = previous[column] + (leftCharacter == rightCharacter ? 0 : 1)
        current.append(min(substitution, previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous[right.count]
  }
}
