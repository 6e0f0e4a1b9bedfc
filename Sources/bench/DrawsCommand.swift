import ArgumentParser
import BenchCore
import Foundation
import ResultStore
import Sweep

extension Bench {
  /// Writes everything that chance decides in a run.
  struct Draws: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write every random choice of a run, without training, for other programs to train on the same.",
      discussion: """
        The file has the first weights, and for each epoch the order of the pairs, token ids after augmentation and
        masking, flips, crops and erasures of images, and the coins of RDE's division (docs/draws.md). The data are
        checked to be the run's, as when it is executed; no GPU is needed.

        Examples:
          bench draws Results/runs/NAME.json --epochs 2 --out draws.h5
          bench draws Results/NAME.h5 --out draws.h5
        """)

    @Argument(
      help: "The run's file (RESULTS/runs/NAME.json), or its result beside the folder `runs`.",
      completion: .file(extensions: ["json", "h5"]))
    var file: String

    @Option(help: "How many epochs, from the first (default: all of the run).")
    var epochs: Int?

    @Option(name: .output, help: "The HDF5 file to write.", completion: .file(extensions: ["h5"]))
    var out: String

    @Flag(help: "Replace an earlier file of draws.")
    var overwrite = false

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
      let target = URL(filePath: out)
      try checkReplaceable(target)
      try OutputFolder.checkWritable(file: target)
      let task = try RunTask.read(ofResultOrRun: URL(filePath: file))
      let stop = RunStop()
      let interrupt = InterruptHandler { insists in
        if insists { stop.leave(.failed, saying: "interrupted") }
        stop.request(orLeave: .failed, saying: "interrupted; nothing was written")
      }
      defer { interrupt.cancel() }
      let display = CountDisplay(label: "drawing", unit: "epochs")
      defer { display.finish() }
      try DrawsRecorder(task, shouldStop: { stop.isRequested }) { display.show(done: $0, of: $1) }
        .write(epochs: epochs, to: target) {
          stop.begin()
          detail("drawing \(task.run.title)")
        }
      display.finish()
      note("wrote \(out): \(task.run.title)")
    }

    /// Refuses to replace a file unless it was asked for, and anything but draws in any case.
    private func checkReplaceable(_ target: URL) throws {
      guard FileManager.default.fileExists(atPath: target.path) else { return }
      guard overwrite else { throw DrawsFailure.exists(file: out) }
      guard DrawsFile.isOne(target) else { throw DrawsFailure.wouldReplace(file: out) }
    }
  }
}
