import ArgumentParser
import BenchCore
import Methods
import Studies

extension Bench {
  /// Lists methods, or one method's fields.
  struct MethodList: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "methods", abstract: "List methods, or the configuration of one.")

    @Argument(
      help: "A method: shows its fields with defaults, permitted values, meaning and source.",
      completion: .method)
    var id: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
      if let id {
        let method = MethodDescription(try MethodRegistry.method(id))
        return json ? print(try method.reportJSON()) : say(method.text)
      }
      let methods = MethodRegistry.all + [MethodRegistry.external]
      if json { return print(try methods.map(MethodDescription.init).reportJSON()) }
      printColumns(methods.map { [$0.info.id, $0.info.title, $0.info.summary] })
    }
  }
}
