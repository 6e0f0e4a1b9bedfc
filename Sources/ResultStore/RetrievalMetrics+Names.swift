import BenchCore

extension RetrievalMetrics {
  /// The metrics under the names they have in files, in percent.
  var named: [(name: String, value: Double)] {
    [("r1", r1), ("r5", r5), ("r10", r10), ("map", map), ("minp", minp)]
  }

  /// Collects metrics by the names they have in files.
  init(named value: (String) throws -> Double) rethrows {
    self.init(
      r1: try value("r1"),
      r5: try value("r5"),
      r10: try value("r10"),
      map: try value("map"),
      minp: try value("minp")
    )
  }
}

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
