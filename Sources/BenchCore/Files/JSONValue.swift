/// Any JSON value: a method's configuration inside a run's specification.
public enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  /// Whole numbers too: JSON has one kind of number.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
}

extension JSONValue: Codable {
  /// Reads whatever value comes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Double.self) {
      // In the order of how often they come: each that it is not costs an error.
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// Writes the bare value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let values): try container.encode(values)
    case .object(let members): try container.encode(members)
    }
  }
}

extension JSONValue {
  /// Parses what a person typed after `--set field=`: JSON if it is JSON, else a string.
  public init(typed text: String) {
    switch text {
    case "true": self = .bool(true)
    case "false": self = .bool(false)
    case "null": self = .null
    default:
      if let value = Double(text), value.isFinite {
        self = .number(value)
      } else {
        self = .string(text)
      }
    }
  }

  /// The value as a person types it after `--set field=`: the words of a list joined by plus signs; an object as JSON.
  package var typedText: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let value): Int(exactly: value).map(String.init) ?? "\(value)"
    case .string(let value): value
    case .array(let values): values.isEmpty ? "none" : values.map(\.typedText).joined(separator: "+")
    case .object: (try? String(decoding: canonicalJSON(), as: UTF8.self)) ?? "{}"
    }
  }
}
