import BenchCore

extension RunOutcome {
  /// `finished`, or `failed: ` and the message.
  var text: String {
    switch self {
    case .finished: "finished"
    // A failure must always be storable, and HDF5 strings end at a NUL.
    case .failed(let message): "failed: " + message.replacing("\0", with: "\u{FFFD}")
    }
  }

  /// Reads what `text` wrote.
  init?(text: String) {
    if text == "finished" {
      self = .finished
    } else if text.hasPrefix("failed: ") {
      self = .failed(String(text.dropFirst("failed: ".count)))
    } else {
      return nil
    }
  }
}
