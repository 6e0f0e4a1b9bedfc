import BenchCore
import Foundation

/// The JSON file that a command is told its work by (`docs/external-methods.md`).
///
/// It holds what every method may know: the noisy pairs, never which of them are noisy, nor the rate.
struct ExternalSpecification: Codable, Equatable {
  struct Dataset: Codable, Equatable {
    var id: String
    var dataRoot: String
    var annotations: String
    var annotationsSHA256: String
  }

  /// Files of one JSON object a line.
  struct Listings: Codable, Equatable {
    var train: String
    /// `null` where the dataset has no such split.
    var valQueries: JSONValue
    var valGallery: JSONValue
    var testQueries: String
    var testGallery: String
  }

  /// Where embeddings of the test split belong; a folder of the same name without `.h5` will do.
  struct Output: Codable, Equatable {
    var last: String
    var best: String
  }

  var version = 1
  var label: String
  var dataset: Dataset
  var listings: Listings
  /// The `.npy` file of the pair each caption comes from; `null` where captions were edited, not only moved.
  var noiseIndex: JSONValue
  var seed: UInt64
  var epochs: Int
  var batchSize: Int
  var learningRate: Double
  var selection: String
  var device: String
  var deviceIndex: Int
  var threads: Int
  var output: Output

  /// Snake case, as in Python.
  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }
}
