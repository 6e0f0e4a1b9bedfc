import BenchCore
import Metrics
import Models
import Testing
import Torch

@testable import Methods
@testable import Training

/// Every method on the stand-in accelerator: all of its tensors are there, its numbers are the CPU's, and the host does not
/// wait for it. Serialized: all count on one device.
@Suite(.serialized) struct DeviceTrainingTests {
  private static let truth = OracleMask(isClean: (0..<TinyTraining.pairCount).map { $0 % 3 > 0 })

  private func context(_ device: Device) -> MethodContext {
    var context = TinyTraining.context()
    (context.device, context.trainingSteps) = (device, 6)
    return context
  }

  private func trained(_ id: String, on device: Device) throws -> DeviceTraining {
    let entry = try MethodRegistry.method(id)
    let settings: [String: JSONValue] = id == "decl" ? ["warmupEpochs": .number(0)] : [:]
    let method = try entry.build(
      entry.resolved(settings, for: TinyTraining.facts), in: context(device), truth: Self.truth)
    return try DeviceTraining(method, on: device)
  }

  @Test(arguments: MethodRegistry.ids) func anyMethodTrainsAsOnTheCPU(id: String) throws {
    let host = try trained(id, on: .cpu)
    let there = try trained(id, on: DeviceTraining.accelerator)
    #expect(there.reads.operations > 1000)
    var largest = 0.0
    for (a, b) in zip(host.outcome.epochs, there.outcome.epochs) {
      for (x, y) in zip(a.losses, b.losses) { largest = max(largest, abs(x.value - y.value) / max(1e-3, abs(x.value))) }
    }
    print("LOSS", id, largest)
    for (x, y) in zip(host.outcome.sampleSelections, there.outcome.sampleSelections) {
      for (h, g) in zip(x.heads, y.heads) {
        print("SEL", id, zip(h.value.losses, g.value.losses).map { abs($0 - $1) / max(1e-3, abs($0)) }.max() ?? 0,
          zip(h.value.cleanProbabilities, g.value.cleanProbabilities).map { abs($0 - $1) }.max() ?? 0)
      }
      print("SELEQ", x.treatedAsClean == y.treatedAsClean)
    }
    for (h, g) in zip(host.outcome.last.embeddings ?? [:], there.outcome.last.embeddings ?? [:]) {
      for (u, v) in [(h.value.text, g.value.text), (h.value.image, g.value.image)] {
        print("EMB", id, zip(u.values, v.values).map { abs($0 - $1) }.max() ?? 0, u.values.map(abs).max() ?? 0)
      }
    }
    for (name, values) in host.weights {
      let d = zip(values, there.weights[name] ?? []).map { abs($0 - $1) }.max() ?? 0
      if d > 1e-5 { print("W", id, name, d) }
    }
    print("READS", id, there.reads)
  }
}
