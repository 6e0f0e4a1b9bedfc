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

    func run() throws {
      if json { return print(try LossRegistry.all.reportJSON()) }
      for loss in LossRegistry.all {
        print("\(loss.id)  \(loss.title) [\(loss.source)]")
        print("    \(loss.formula)")
        print("    \(loss.shapes)\n")
      }
      print("S: cosine similarities of the batch's captions and images; S+: a row's weighted positive;")
      print("y: whether identities agree. `loss` of a method takes the id of a matching loss.")
    }
  }
}
