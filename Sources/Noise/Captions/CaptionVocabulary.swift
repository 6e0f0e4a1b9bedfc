import BenchCore

/// The words of a dataset's captions by class, with their frequencies.
struct CaptionVocabulary: Sendable {
  /// The words of one class in alphabetical order, and how many occurrences the words before each one have.
  private struct Words: Sendable {
    var words: [String] = []
    var numbers: [String: Int] = [:]
    var starts = [0]
  }

  private let classes: [Words]

  /// Counts the words of captions.
  init(captions: [String]) {
    var counts: [[String: Int]] = Array(repeating: [:], count: WordClass.allCases.count)
    for caption in captions {
      for word in CaptionWords.lowercased(in: caption) {
        if let wordClass = WordClass(of: word) { counts[wordClass.rawValue][word, default: 0] += 1 }
      }
    }
    classes = counts.map { counts in
      counts.sorted { $0.key < $1.key }.reduce(into: Words()) { result, entry in
        result.numbers[entry.key] = result.words.count
        result.words.append(entry.key)
        result.starts.append(result.starts[result.starts.count - 1] + entry.value)
      }
    }
  }

  /// Another word of the same class, drawn in proportion to its frequency; `nil` if the class has no other word or does
  /// not have this one.
  func replacement(for word: String, in wordClass: WordClass, using generator: inout SeededGenerator) -> String? {
    let entries = classes[wordClass.rawValue]
    guard entries.words.count > 1, let number = entries.numbers[word] else { return nil }
    let (start, end) = (entries.starts[number], entries.starts[number + 1])
    var occurrence = generator.index(below: entries.starts[entries.words.count] - (end - start))
    if occurrence >= start { occurrence += end - start }

    // The last word that starts at or before the drawn occurrence.
    var (low, high) = (0, entries.words.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if entries.starts[middle] <= occurrence { low = middle } else { high = middle }
    }
    return entries.words[low]
  }
}
