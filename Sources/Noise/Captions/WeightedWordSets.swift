import Foundation

/// The set of words of each caption; a word weighs ln(captions / captions with the word), so rare words count most.
///
/// Weights are whole numbers of 1/1024, which makes sums of them exact in any order and on any machine.
struct WeightedWordSets: Sendable {
  /// The weight of each word, 0 for one that every caption has.
  let weights: [Int]
  /// The sum of the weights of each caption's words.
  let totals: [Int]

  /// 32 bits each: a search reads these at random places, and its time is the cache's.
  private let words: [Int32]
  private let starts: [Int]

  /// Reads the words of captions.
  init(captions: [String]) {
    var numbers: [String: Int32] = [:]
    var captionCounts: [Int] = []
    var sets: [Set<Int32>] = []
    sets.reserveCapacity(captions.count)
    for caption in captions {
      var set: Set<Int32> = []
      for word in CaptionWords.lowercased(in: caption) {
        let number = numbers[word, default: Int32(captionCounts.count)]
        if Int(number) == captionCounts.count {
          numbers[word] = number
          captionCounts.append(0)
        }
        if set.insert(number).inserted { captionCounts[Int(number)] += 1 }
      }
      sets.append(set)
    }

    var words: [Int32] = []
    var starts = [0]
    for set in sets {
      words += set.sorted { (captionCounts[Int($0)], $0) < (captionCounts[Int($1)], $1) }
      starts.append(words.count)
    }
    let weights = captionCounts.map { Int((log(Double(captions.count) / Double($0)) * 1024).rounded()) }
    self.weights = weights
    totals = sets.map { set in set.reduce(0) { $0 + weights[Int($1)] } }
    self.words = words
    self.starts = starts
  }

  /// The words of a caption, each once, the rarest first.
  func words(of caption: Int) -> ArraySlice<Int32> {
    words[starts[caption]..<starts[caption + 1]]
  }
}
