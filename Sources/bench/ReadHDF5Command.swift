import ArgumentParser
import HDF5

extension Bench {
  /// Reads HDF5 files of other origin for another process of this tool, which starts it.
  struct ReadHDF5: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "read-hdf5", abstract: "Read HDF5 files for another process of this tool.", shouldDisplay: false)

    func run() throws {
      guard ForeignServer.run() else { throw ValidationError("this command is started by others") }
    }
  }
}
