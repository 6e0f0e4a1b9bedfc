import BenchCore
package import Foundation
import Methods

/// A user's command as the method of a study.
package struct ExternalCommand: Sendable, Equatable {
  /// The command line, as a shell reads it.
  package var commandLine: String
  /// The name in tables.
  package var label: String
  /// Where the command runs, and where relative paths in it start.
  package var directory: URL

  /// Names a command; without a label the file that it runs gives the name, else its first word.
  ///
  /// - Throws: `ExternalCommandFailure` for a command that is empty or ends within quotes, and for a label that cannot be shown.
  package init(commandLine: String, label: String? = nil, directory: URL) throws {
    let words = ShellScanner.tokens(of: commandLine).compactMap { token in
      if case .word(let word) = token { word.unquoted } else { nil }
    }
    guard let first = words.first(where: { !$0.isEmpty }) else { throw ExternalCommandFailure.noCommand }
    if let opened = ShellScanner.unclosed(in: commandLine) { throw ExternalCommandFailure.unclosed(opened) }
    let named = NamedFiles(of: commandLine, in: directory).files.first?.name ?? first
    self.commandLine = commandLine
    self.label = label ?? URL(filePath: named).lastPathComponent
    self.directory = directory
    try Self.check(label: self.label)
  }

  /// Throws `ExternalCommandFailure.label` for a label that no table can show.
  package static func check(label: String) throws {
    let isShown = label.contains { !$0.isWhitespace } && !label.contains { $0.isNewline || $0 == "\0" }
    guard isShown, label.count <= 60 else { throw ExternalCommandFailure.label(label) }
  }

  /// The method's configuration: the command and the checksums of the files it names.
  func overrides() throws -> [String: JSONValue] {
    let files = try Self.checksums(of: commandLine, in: directory)
    return ["command": .string(commandLine), "files": .object(files.mapValues { .string($0) })]
  }

  /// SHA-256 of each regular file that a word of the command line names, by that word as it is written, without quotes.
  ///
  /// - Throws: `ExternalCommandFailure.unreadableFile`.
  package static func checksums(of commandLine: String, in directory: URL) throws -> [String: String] {
    var checksums: [String: String] = [:]
    for file in NamedFiles(of: commandLine, in: directory).files {
      checksums[file.name] = try checksum(of: file.location)
    }
    return checksums
  }

  /// The command after which relative names of files are not looked at, since nobody knows in which folder they are;
  /// `nil` where there is none.
  package static func unknownChange(of commandLine: String, in directory: URL) -> String? {
    NamedFiles(of: commandLine, in: directory).unknownChange
  }

  private static func checksum(of file: URL) throws -> String {
    do {
      var digest = ContentDigest()
      try digest.update(contentsOf: file)
      return digest.hexadecimal
    } catch {
      throw ExternalCommandFailure.unreadableFile(file.path, reason: error.systemReason)
    }
  }
}
