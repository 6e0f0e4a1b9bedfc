import BenchCore
import Foundation

/// What a configuration beside the tensors says that they do not.
struct ModelConfiguration: Equatable {
  /// A number that the tensors' shapes say too.
  struct Size: Equatable {
    /// What is measured.
    enum Kind: String {
      case visionWidth = "vision width"
      case visionLayers = "vision layers"
      case patch = "patch size"
      case textWidth = "text width"
      case textLayers = "text layers"
      case contextLength = "context length"
      case vocabulary = "vocabulary"
      case embedding = "embedding width"
    }
    let kind: Kind
    let value: Int
  }

  /// The name of the file, or what else it comes from.
  var source: String
  var visionHeads: Int?
  var textHeads: Int?
  /// Height and width of the images.
  var imageSize: [Int]?
  var activation: Activation?
  /// The sizes that it states, defaults left out.
  var sizes: [Size] = []
  /// What is worth saying though the network is OpenAI's.
  var warnings: [String] = []
  /// Why its network is not the one that this tool computes. Kept until the sizes have shown that it is about these
  /// tensors, and not about others in their folder.
  var refusal: CheckpointFailure?

  init(source: String) { self.source = source }

  // MARK: - In a file of ours

  static let activationName = "activation"
  /// The source of what a file's own header says.
  static let ownSource = "its metadata"
  private static let (visionHeadsName, textHeadsName, imageSizeName) = ("vision_heads", "text_heads", "image_size")

  /// What a file's own header says.
  init(metadata: [String: String], activation: Activation) {
    source = Self.ownSource
    self.activation = activation
    func size(_ text: some StringProtocol) -> Int? {
      Int(text).flatMap { (1...Self.sizeLimit).contains($0) ? $0 : nil }
    }
    visionHeads = metadata[Self.visionHeadsName].flatMap(size)
    textHeads = metadata[Self.textHeadsName].flatMap(size)
    let sides = metadata[Self.imageSizeName]?.split(separator: "x").compactMap(size) ?? []
    imageSize = sides.count == 2 ? sides : nil
  }

  /// The entries of a header that say the same.
  var metadata: [String: String] {
    var entries: [String: String] = [:]
    entries[Self.activationName] = activation?.rawValue
    entries[Self.visionHeadsName] = visionHeads.map(String.init)
    entries[Self.textHeadsName] = textHeads.map(String.init)
    entries[Self.imageSizeName] = imageSize.map { "\($0[0])x\($0[1])" }
    return entries
  }

  // MARK: - Reading

  /// No head, pixel or layer is counted beyond this.
  static let sizeLimit = 1 << 16
  private static let byteLimit = 1 << 20

  /// The members of a JSON object in a small file.
  ///
  /// - Throws: `CheckpointFailure` for a file that cannot be read, is too large or is no JSON object.
  static func members(of file: CheckpointFile) throws(CheckpointFailure) -> [String: JSONValue] {
    guard file.byteCount <= byteLimit else { throw file.damaged("a configuration has not \(file.byteCount) bytes") }
    let bytes = try file.bytes(at: 0, count: file.byteCount)
    guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)), case .object(let members) = value
    else { throw file.damaged("it is not the JSON of a CLIP configuration") }
    return members
  }

  /// A size that a configuration states; `nil` where it is left out.
  ///
  /// - Throws: `CheckpointFailure.damaged` for anything else than a number from 1 to `sizeLimit`.
  static func size(_ value: JSONValue?, _ name: String, in file: CheckpointFile) throws(CheckpointFailure) -> Int? {
    guard let value, value != .null else { return nil }
    guard let size = value.size else { throw file.damaged("its \(name) of \(value.words) makes no sense") }
    return size
  }

  /// Remembers the first reason to refuse the network.
  mutating func refuse(_ what: String, in file: CheckpointFile) {
    refusal =
      refusal
      ?? file.failure(
        .unsupported("\(what); this tool computes OpenAI's CLIP alone", remedy: "use weights of a model without it"))
  }
}

extension JSONValue {
  /// A whole number from 1 to the limit of sizes; `nil` for any other value.
  var size: Int? {
    guard case .number(let number) = self else { return nil }
    return Int(exactly: number).flatMap { (1...ModelConfiguration.sizeLimit).contains($0) ? $0 : nil }
  }

  /// The members of an object.
  var members: [String: JSONValue]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// Whether it says nothing: null, false, nought, or an empty list or object.
  var isAbsent: Bool {
    switch self {
    case .null, .bool(false), .number(0), .array([]), .object([:]): true
    default: false
    }
  }

  /// The value as a person would write it.
  var words: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let number): Int(exactly: number).map(String.init) ?? "\(number)"
    case .string(let text): text
    case .array(let values): "[\(values.prefix(8).map(\.words).joined(separator: ", "))]"
    case .object(let members):
      "{\(members.sorted { $0.key < $1.key }.prefix(8).map { "\($0.key): \($0.value.words)" }.joined(separator: ", "))}"
    }
  }
}
