import ArgumentParser
import Studies

/// The command line: the only place where modules are wired together, and where errors are printed.
@main
struct Bench: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Benchmarks methods for text-to-image person retrieval under noisy correspondence.",
    discussion: """
      Trains methods on image-caption pairs of which a share has the wrong caption, stores embeddings and metrics in
      HDF5, and prints the papers' Best/Last tables.

      First steps, without data or GPU:
        bench sweep --methods irra-sdm,rde-tal --noise 0,20,50
        bench tables

      `bench list methods|datasets|noise|results` shows what there is, `bench help COMMAND` explains a command.
      """,
    version: ToolCode.versionText,
    subcommands: [
      Sweep.self, Status.self, Tables.self, Plot.self, Report.self, Export.self, Show.self, Check.self, Pairs.self,
      Eval.self, Search.self, Compare.self, List.self, NoiseTools.self, DataCommand.self, Pretrain.self,
      CheckpointTools.self, Verify.self, Doctor.self, Run.self, Draws.self, ClusterTask.self, ReadHDF5.self,
    ])
}
