import BenchCore
import Checkpoints
import Foundation
import Models
import TestSupport
import Testing
import Torch

/// What is known of a load before a model is built.
@Suite struct BackboneShapeTests {
  /// Every shape of a real model passes, and each in turn is found where it is another.
  @Test func planningFindsEveryOtherShape() throws {
    try withTemporaryFolder { folder in
      let (store, _) = try randomCLIP(.small)
      let items = try store.checkpointItems()
      func write(_ items: [SafetensorsWriter.Item]) throws -> Checkpoint {
        let file = folder.appending(path: "clip.safetensors")
        try SafetensorsWriter.write(items, metadata: [:], precision: .unchanged, to: file)
        return try Checkpoint.open(file)
      }
      #expect(try write(items).backboneReport(model: .small).ignored == ["logit_scale"])
      for (index, entry) in store.entries.enumerated() {
        let shape = try entry.tensor.shape
        let longer = try Tensor.zeros([shape[0]] + shape.dropFirst().map { $0 + 1 } + (shape.count == 1 ? [1] : []))
        var changed = items
        changed[index] = try SafetensorsWriter.Item(name: entry.name, tensor: longer)
        let checkpoint = try write(changed)
        let failure = #expect(throws: CheckpointFailure.self, "\(entry.name)") {
          try checkpoint.backboneReport(model: .small)
        }
        #expect(failure?.problem.contains("\(entry.name) is") == true, "\(entry.name): \(failure?.problem ?? "")")
      }
    }
  }
}
