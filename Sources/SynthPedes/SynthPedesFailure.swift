import BenchCore

/// Why the rendered dataset could not be configured or written.
package struct SynthPedesFailure: BenchFailure, Hashable {
  package enum Reason: Sendable, Hashable {
    /// No size has this name; a phrase with close matches.
    case unknownSize(String, String)
    /// No difficulty has this name; a phrase with close matches.
    case unknownField(String, String)
    /// A setting, its value and the range it must lie in.
    case setting(String, String, String)
    /// An identity or image number that the configuration does not have.
    case outOfRange(String, Int, Int)
    /// More people were asked for than the attributes can tell apart.
    case tooManyIdentities(Int)
    /// The folder holds a rendered dataset of other settings or of another generator.
    case otherSettings(folder: String)
    /// The folder holds this dataset, but files are missing or changed; which.
    case damaged(folder: String, String)
    /// The folder holds something else.
    case foreign(folder: String)
    /// The system refused to write; its message.
    case unwritable(folder: String, String)
  }

  package let reason: Reason

  package init(_ reason: Reason) {
    self.reason = reason
  }

  /// The folder, for errors about one.
  package var location: String? {
    switch reason {
    case .unknownSize, .unknownField, .setting, .outOfRange, .tooManyIdentities: nil
    case .otherSettings(let folder), .damaged(let folder, _), .foreign(let folder), .unwritable(let folder, _): folder
    }
  }

  package var problem: String {
    switch reason {
    case .unknownSize(let name, _): "synth-pedes has no size named '\(name)'"
    case .unknownField(let name, _): "synth-pedes has no field named '\(name)'"
    case .setting(let name, let value, let range): "\(name) is \(value), but must be \(range)"
    case .outOfRange(let noun, let number, let count): "there is no \(noun) \(number): there are \(count), from 0"
    case .tooManyIdentities(let count): "no \(count) people can be told apart by their attributes"
    case .otherSettings: "the folder holds synth-pedes rendered with other settings"
    case .damaged(_, let detail): "the folder's copy of synth-pedes is damaged: \(detail)"
    case .foreign: "the folder exists and was not written by synth-pedes"
    case .unwritable(_, let message): "synth-pedes could not be written: \(message)"
    }
  }

  package var isUsage: Bool {
    switch reason {
    case .unknownSize, .unknownField, .setting, .tooManyIdentities: true
    case .outOfRange, .otherSettings, .damaged, .foreign, .unwritable: false
    }
  }

  /// What the reader can do about it.
  package var remedy: String? {
    switch reason {
    case .unknownSize(_, let phrase), .unknownField(_, let phrase): phrase
    case .setting, .outOfRange: nil
    case .tooManyIdentities: "ask for fewer identities"
    case .otherSettings, .damaged: "choose another root, delete the folder, or allow overwriting"
    case .foreign: "choose another root, or move the folder away"
    case .unwritable: "check the permissions and the free space"
    }
  }
}
