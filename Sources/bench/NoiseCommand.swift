import ArgumentParser

extension Bench {
  /// Makes, verifies and shows noise indices.
  struct NoiseTools: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "noise", abstract: "Make, verify and show noise indices.",
      discussion: """
        A noise index is an .npy file of one int64 per training pair: the pair whose caption it gets. The papers'
        files come from NumPy's legacy generator with seed 1 and are reproduced here bit for bit.
        """,
      subcommands: [Generate.self, Paper.self, Verify.self, Show.self])
  }
}
