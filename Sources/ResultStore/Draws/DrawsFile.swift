package import BenchCore
package import Foundation
import HDF5

/// A file of all that chance decides in a run, for other programs that train on the same draws (`docs/draws.md`).
package struct DrawsFile {
  /// Tells such a file from others.
  private static let note = "draws"
  /// The layout that is written.
  private static let layout = 1

  private let root: Group
  private let compression = Compression(level: 2)

  /// Creates a file, or replaces one, with what `build` writes; where that fails, what was there stays.
  ///
  /// - Parameters:
  ///   - epochs: How many epochs are drawn.
  ///   - padding: The width of the border that images get before they are cut, in pixels.
  /// - Throws: `FileFailure` where the file cannot be written, `HDF5Failure`, and what the closure throws.
  package static func write(
    _ spec: RunSpec, signature: String, epochs: Int, padding: Int, to file: URL, _ build: (DrawsFile) throws -> Void
  ) throws {
    try File.create(at: file, note: note) { root in
      let attributes = root.attributes
      try attributes.write(layout, to: "layout")
      try attributes.write(String(decoding: spec.canonicalJSON(), as: UTF8.self), to: "spec")
      try attributes.write(signature, to: "signature")
      try attributes.write(spec.method.id, to: "method")
      try attributes.write(spec.dataset.id, to: "dataset")
      try attributes.write(spec.seed, to: "seed")
      try attributes.write(spec.recipe?.batchSize ?? 0, to: "batch_size")
      try attributes.write(epochs, to: "epochs")
      try attributes.write(spec.noise.rate, to: "noise")
      try attributes.write(padding, to: "padding")
      try build(DrawsFile(root: root))
    }
  }

  /// Whether a file is one of draws.
  package static func isOne(_ file: URL) -> Bool { (try? File.verifiedNote(of: file)) == note }

  /// Writes whose caption each pair has.
  package func write(noiseIndex index: [Int]) throws {
    try root.write(index, to: "noise_index", compression: compression)
  }

  /// Writes a tensor that training starts from.
  package func write(weight name: String, values: [Float], shape: [Int]) throws {
    try root.write(values, shape: shape, to: "weights/\(name)")
  }

  /// Writes a count that training starts from.
  package func write(weight name: String, count: Int64) throws { try root.write(count, to: "weights/\(name)") }

  /// Writes an epoch.
  ///
  /// - Parameters:
  ///   - training: The pass that changes the weights.
  ///   - division: The pass before it that selects samples, if there is one.
  ///   - coins: How each pair that the selection leaves to chance is treated, in the order in which it asks.
  package func write(epoch: Int, training: DrawnPass, division: DrawnPass?, coins: [Bool]?) throws {
    let group = try root.createGroup("epochs/\(epoch)")
    try write(training, into: group.createGroup("train"))
    if let division { try write(division, into: group.createGroup("division")) }
    if let coins { try group.write(coins.map { UInt8($0 ? 1 : 0) }, to: "coins", compression: compression) }
  }

  private func write(_ pass: DrawnPass, into group: Group) throws {
    let samples = pass.order.count
    try group.write(pass.order, to: "order", compression: compression)
    let captions = [
      ("captions", pass.captions), ("masked_captions", pass.maskedCaptions), ("masked_labels", pass.maskedLabels),
    ]
    for case (let name, let ids?) in captions {
      try group.write(ids, shape: [samples, pass.contextLength], to: name, compression: compression)
    }
    if let views = pass.views {
      let shape = [samples, pass.viewCount, DrawnPass.View.count]
      try group.write(views, shape: shape, to: "views", compression: compression)
    }
  }
}
