package import ArgumentParser
import Datasets
import Foundation
import Methods
import Noise

/// What a shell completes of names that this tool knows. Lists are written into the shell's script; what depends on what is
/// typed already is asked of the tool.
extension CompletionKind {
  /// Values separated by commas: those that are not there yet, behind those that are.
  package static func commaSeparated(_ values: [String]) -> CompletionKind {
    .custom { _, _, typed in
      let given = typed.split(separator: ",", omittingEmptySubsequences: false).dropLast()
      let start = given.map { $0 + "," }.joined()
      return values.filter { value in !given.contains { $0 == value } }.map { start + $0 }
    }
  }

  /// Methods, or all of them.
  package static var methods: CompletionKind {
    .commaSeparated(MethodRegistry.ids + [MethodRegistry.external.info.id, "all"])
  }

  /// One method.
  package static var method: CompletionKind { .list(MethodRegistry.ids + [MethodRegistry.external.info.id]) }

  package static var datasets: CompletionKind { .commaSeparated(DatasetRegistry.all.map(\.id)) }

  /// One dataset.
  package static var dataset: CompletionKind { .list(DatasetRegistry.all.map(\.id)) }

  package static var injector: CompletionKind { .list(NoiseRegistry.ids) }

  /// Fields of the methods on the command line with values that they may have, `field=value`.
  package static var settings: CompletionKind {
    .custom { words, _, _ in
      let typed = words.firstIndex(of: "--methods").map { words[($0 + 1)...].first ?? "" } ?? ""
      let named = MethodRegistry.all.filter { typed.split(separator: ",").map(String.init).contains($0.info.id) }
      return Set((named.isEmpty ? MethodRegistry.all : named).flatMap(MethodDescription.settings)).sorted()
    }
  }

  /// Conditions on results, `field=value`.
  package static var conditions: CompletionKind {
    .list(
      DatasetRegistry.all.map { "dataset=\($0.id)" } + MethodRegistry.ids.map { "method=\($0)" }
        + ["noise=0%", "noise=20%", "noise=50%", "seed=1", "label="])
  }

  /// Fields of a table, and those of methods, separated by commas.
  package static func fields(_ names: [String]) -> CompletionKind {
    .commaSeparated(names + Set(MethodRegistry.all.flatMap(\.fields).flatMap { [$0.name] + $0.aliases }).sorted())
  }

  /// Suites: the bare names of those at hand, or YAML files.
  package static var suites: CompletionKind {
    .custom { _, _, typed in
      let cut = typed.lastIndex(of: "/").map { typed.index(after: $0) } ?? typed.startIndex
      let (folder, start) = (String(typed[..<cut]), typed[cut...])
      func isYAML(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }
      func entries(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []).sorted()
      }
      let files = entries(folder).filter { name in
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: folder + name, isDirectory: &isFolder)
        return name.hasPrefix(start) && !name.hasPrefix(".") && (isFolder.boolValue || isYAML(name))
      }
      return (folder.isEmpty ? SuiteLibrary.installed.names : []) + files.map { folder + $0 }
    }
  }
}
