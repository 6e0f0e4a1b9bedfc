import ArgumentParser
import BenchCore
import Methods

extension Bench {
  /// Lists losses.
  struct LossList: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "losses", abstract: "List losses with formula, shapes and source.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
      if json { return print(try PartRegistry.losses.reportJSON()) }
      for loss in PartRegistry.losses {
        say("\(loss.id)  \(loss.title) [\(loss.source)]")
        say("    \(loss.formula)")
        say("    \(loss.shapes ?? "")\n")
      }
      say("S: cosine similarities of the batch's captions and images; S+: a row's weighted positive;")
      say("y: whether identities agree. `loss` of a method takes the id of a matching loss.")
    }
  }
}
