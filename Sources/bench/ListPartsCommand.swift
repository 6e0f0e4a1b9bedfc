import ArgumentParser
import BenchCore
import Methods

extension Bench {
  /// Lists the parts of compositions.
  struct PartList: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "parts", abstract: "List the parts that methods are composed of, with formula, needs and source.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
      if json { return print(try PartRegistry.all.reportJSON()) }
      var kind: PartInfo.Kind?
      for part in PartRegistry.all {
        if part.kind != kind { say("\(kind == nil ? "" : "\n")\(part.kind?.rawValue ?? "")") }
        kind = part.kind
        say("  \(part.id)  \(part.title) [\(part.source)]")
        say("      \(part.formula)")
        if !part.settings.isEmpty { say("      settings: \(part.settings.joined(separator: ", "))") }
        if !part.needs.isEmpty { say("      needs: \(part.needs.joined(separator: ", "))") }
      }
      say("\nThe names of the groups are fields of a composition: --set FIELD=ID (bench list methods composed).")
      say("S: cosine similarities of the batch's captions and images; S+: a row's weighted positive;")
      say("y: whether identities agree.")
    }
  }
}
