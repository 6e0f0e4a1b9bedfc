import Foundation
import HDF5
import Torch

/// A golden HDF5 file as tensors on the device under test. It remembers which arrays were read, so that none is passed
/// over in silence.
struct GoldenFile {
  private let group: Group
  private let device: Device
  private let visited: Visited

  /// The paths that were read.
  private final class Visited {
    var paths: Set<String> = []
  }

  init(_ url: URL, device: Device) throws {
    self.init(group: try File.open(url), device: device, visited: Visited())
  }

  private init(group: Group, device: Device, visited: Visited) {
    self.group = group
    self.device = device
    self.visited = visited
  }

  // MARK: - Structure

  /// A group as a golden of its own.
  func group(_ path: String) throws -> GoldenFile {
    GoldenFile(group: try group.group(path), device: device, visited: visited)
  }

  /// The names in the group; `case10` comes after `case9`.
  func names() throws -> [String] {
    try group.childNames().sorted { $0.compare($1, options: .numeric) == .orderedAscending }
  }

  /// Whether there is such an array or group.
  func contains(_ path: String) throws -> Bool { try group.kind(of: path) != nil }

  /// The arrays that were not read so far; a group of which nothing was read counts as one.
  func unvisited() throws -> [String] {
    try names().flatMap { name -> [String] in
      guard try group.kind(of: name) == .group else { return visited.paths.contains(path(name)) ? [] : [name] }
      let inner = try self.group(name)
      let isUntouched = !visited.paths.contains { $0.hasPrefix(path(name) + "/") }
      return try isUntouched ? [name] : inner.unvisited().map { "\(name)/\($0)" }
    }
  }

  private func path(_ name: String) -> String {
    group.path.hasSuffix("/") ? group.path + name : "\(group.path)/\(name)"
  }

  // MARK: - Content

  /// A floating-point array as float32, on the device.
  func floats(_ name: String) throws -> Tensor {
    let array = try read(name) { try $0.floats($1) }
    return try Tensor(array.values, shape: array.shape).to(device: device)
  }

  /// A floating-point array as it is stored, in float64, on the device.
  func exactFloats(_ name: String) throws -> Tensor {
    let stored: HDF5Array<Double> = try array(name)
    return try Tensor(stored.values, shape: stored.shape).to(device: device)
  }

  /// An integer array as int64, on the device.
  func integers(_ name: String) throws -> Tensor {
    let array = try read(name) { try $0.integers($1) }
    return try Tensor(array.values.map(Int64.init), shape: array.shape).to(device: device)
  }

  /// All weights of a group by name, in float32.
  func weights(_ name: String) throws -> [String: Tensor] {
    let folder = try group(name)
    return try Dictionary(uniqueKeysWithValues: folder.names().map { ($0, try folder.floats($0)) })
  }

  /// An array as it is stored, with its shape.
  func array<Element: HDF5Element>(_ name: String, of type: Element.Type = Element.self) throws -> HDF5Array<Element> {
    try read(name) { try $0.read($1) }
  }

  /// The numbers of an array.
  func doubles(_ name: String) throws -> [Double] { try array(name).values }

  /// The integers of an array.
  func indices(_ name: String) throws -> [Int] { try array(name).values }

  /// A number attribute of the group.
  func attribute(_ name: String) throws -> Double { try group.attributes.scalar(name) }

  private func read<Value>(_ name: String, _ body: (Group, String) throws -> Value) throws -> Value {
    visited.paths.insert(path(name))
    return try body(group, name)
  }
}
