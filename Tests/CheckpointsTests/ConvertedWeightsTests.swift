import BenchCore
import Checkpoints
import Foundation
import TestSupport
import Testing

/// Converting weights makes nothing of them go away silently.
@Suite struct ConvertedWeightsTests {
  @Test func whatIsRefusedIsNotConvertedEither() throws {
    try withClips(
      """
      save("adapter", {**clip, "visual.adapter.weight": torch.ones(2)})
      save("beside", {"state_dict": clip, "prompts": [torch.ones(2)]})
      save("object", {"state_dict": {**clip, "ctx": numpy.ones(2)}})
      """
    ) { folder in
      for (name, tensor) in [("adapter", "visual.adapter.weight"), ("beside", "prompts.0"), ("object", "ctx")] {
        let (file, target) = (folder.appending(path: "\(name).pth"), folder.appending(path: "\(name).safetensors"))
        let checkpoint = try Checkpoint.open(file)
        #expect(try CheckpointSummary(checkpoint).facts.contains(["without a place", tensor]))
        for selection in [Checkpoint.Selection.all, .clip] {
          if case .all = selection, name == "adapter" {
            try checkpoint.write(to: target)
            let problem = try #require(try refusal(of: target), "a copy has what the original has")
            #expect(problem.contains(tensor), "\(problem)")
          } else {
            let failure = #expect(throws: CheckpointFailure.self) {
              try checkpoint.write(to: target, selection: selection)
            }
            #expect(failure?.description.contains(tensor) == true, "\(name): \(failure?.description ?? "")")
          }
          let report = try Checkpoint.open(file, as: WeightsReading(ignored: [tensor])).write(
            to: target, selection: selection)
          #expect(report.omissions.contains { $0.contains(tensor) }, "\(report.omissions)")
          let written = try loadClip(target)
          #expect(written.report.cautions.contains { $0.contains("left out") && $0.contains(tensor) })
          try FileManager.default.removeItem(at: target)
        }
      }
    }
  }
}
