import Foundation
import PackagePlugin

/// Records in the executable what it is built from: `record.sh` writes `BuildRecord.swift`, which is compiled into it.
///
/// A prebuild command would do if SwiftPM ran it at every build, but it does so only where it plans anew: an edited file is
/// no reason. A build command is run where an input has changed, and this one changes an input of its own, `stamp`. What
/// it writes stays untouched where it says the same, so that nothing is compiled again.
@main struct RecordBuild: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let package = context.package.directoryURL
    let script = package.appending(path: "Sources/BuildRecord/record.sh")
    let stamp = context.pluginWorkDirectoryURL.appending(path: "stamp")
    let record = context.pluginWorkDirectoryURL.appending(path: "BuildRecord.swift")
    if !FileManager.default.fileExists(atPath: stamp.path) { try Data().write(to: stamp) }
    return [
      .buildCommand(
        displayName: "Recording what is built", executable: URL(filePath: "/bin/sh"),
        arguments: [script.path, package.path, record.path, stamp.path], inputFiles: [script, stamp],
        outputFiles: [record])
    ]
  }
}
