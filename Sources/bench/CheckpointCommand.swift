import ArgumentParser

extension Bench {
  /// Looks at weights files and converts them.
  struct CheckpointTools: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "checkpoint", abstract: "Look at weights, or convert them to safetensors.",
      discussion: """
        Read are files of torch.save (.pth, .pt, .bin), OpenAI's TorchScript archives, .safetensors, and Hugging Face
        folders of CLIP. Nothing in a file is ever executed: a pickle that asks for more than tensors, containers,
        numbers and strings is refused.

        Examples:
          bench checkpoint inspect ViT-B-16.pt
          bench checkpoint convert best.pth best.safetensors --half
        """,
      subcommands: [CheckpointInspect.self, CheckpointConvert.self])
  }
}
