/// Values of a model's heads by name, in the method's order.
public struct Heads<Value> {
  /// A head, such as `global` or `tse`, and its value.
  public struct Head {
    /// Unique among the heads.
    public let name: String
    /// What the head has.
    public var value: Value
  }

  private var heads: [Head]

  /// Values in order; names are unique.
  public init(_ values: some Sequence<(name: String, value: Value)>) {
    heads = values.map { Head(name: $0.name, value: $0.value) }
  }

  /// The names in order.
  public var names: [String] { heads.map(\.name) }

  /// The value of a head. Setting `nil` removes it, setting that of a new head puts it last.
  public subscript(_ name: String) -> Value? {
    get { heads.first { $0.name == name }?.value }
    set {
      let place = heads.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let value?): heads[place].value = value
      case (let place?, nil): heads.remove(at: place)
      case (nil, let value?): heads.append(Head(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  /// Other values of the same heads.
  public func mapValues<Other>(_ transform: (Value) throws -> Other) rethrows -> Heads<Other> {
    Heads<Other>(try heads.map { ($0.name, try transform($0.value)) })
  }
}

extension Heads: RandomAccessCollection, MutableCollection {
  /// 0.
  public var startIndex: Int { 0 }
  /// The number of heads.
  public var endIndex: Int { heads.count }

  /// The head at a place.
  public subscript(position: Int) -> Head {
    get { heads[position] }
    set { heads[position] = newValue }
  }
}

extension Heads: ExpressibleByDictionaryLiteral {
  /// The heads in the order of the literal.
  public init(dictionaryLiteral elements: (String, Value)...) {
    self.init(elements.map { (name: $0, value: $1) })
  }
}

extension Heads: Sendable where Value: Sendable {}
extension Heads: Equatable where Value: Equatable {}
extension Heads.Head: Sendable where Value: Sendable {}
extension Heads.Head: Equatable where Value: Equatable {}
