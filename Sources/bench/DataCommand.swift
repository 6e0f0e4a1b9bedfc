import ArgumentParser
import BenchCore
import Datasets
import Foundation
import Studies
import SynthPedes

/// Makes, checks and describes datasets.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Render, check and describe datasets.",
    subcommands: [Synth.self, Check.self, Stats.self])

  /// Renders synth-pedes.
  struct Synth: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Render the embedded stand-in dataset: PNG files and annotations in a published dataset's layout.",
      discussion: """
        The same size, variant and seed give the same files, bit for bit. A complete dataset is kept as it is. See
        docs/synth-pedes.md for what is rendered and how hard it is.

        Examples:
          bench data synth                               # laid out as CUHK-PEDES
          bench data synth --variant icfg                # as ICFG-PEDES
          bench data synth --size large --out /tmp/data  # 68,126 training pairs
        """)

    @Option(name: .output, help: "The folder that gets the dataset's folder.", completion: .directory)
    var out = DataOptions.defaultRoot

    @Option(help: "\(SynthPedesConfiguration.named.keys.sorted().joined(separator: ", ")).")
    var size = "default"

    @Option(help: "The dataset whose layout and proportions are imitated: cuhk, icfg or rstp.")
    var variant = SynthPedesVariant.cuhk

    @Option(help: "target, or source for other persons, words and cameras (default: the size's).")
    var domain: SynthPedesDomain?

    @Option(
      help: ArgumentHelp(
        "Set a size or a difficulty: field=value of docs/synth-pedes.md, such as clutter=0.2. Can be repeated.",
        valueName: "field=value"))
    var set: [FieldSetting] = []

    @Option(help: "Another seed gives other people.")
    var seed: UInt64?

    @Flag(help: "Replace a synth-pedes folder of other settings.")
    var overwrite = false

    @OptionGroup var verbosity: VerbosityOptions

    func run() throws {
      var configuration = try SynthPedesConfiguration.named(size).imitating(variant)
      configuration.domain = domain ?? configuration.domain
      configuration.seed = seed ?? configuration.seed
      let fields = try set.map { setting in
        guard setting.values.count == 1, let value = setting.values.first else {
          throw ValidationError("--set wants one field=value, not `\(setting)`")
        }
        return (name: ([setting.scope].compactMap(\.self) + [setting.field]).joined(separator: "."), value: value)
      }
      configuration = try configuration.setting(fields)
      try EmbeddedData.render(configuration, in: URL(filePath: out, directoryHint: .isDirectory), overwrite: overwrite)
    }
  }
}

extension SynthPedesVariant: ExpressibleByArgument {}
extension SynthPedesDomain: ExpressibleByArgument {}
