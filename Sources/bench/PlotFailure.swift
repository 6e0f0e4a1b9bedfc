import BenchCore

/// A figure that cannot be drawn.
enum PlotFailure: BenchFailure {
  case nothingFinished(String)
  case noGnuplot
  case gnuplotFailed(String, String)

  var problem: String {
    switch self {
    case .nothingFinished: "no run has finished, so there is nothing to draw"
    case .noGnuplot: "gnuplot cannot be started"
    case .gnuplotFailed(_, let message): "gnuplot failed: \(message)"
    }
  }

  var location: String? {
    switch self {
    case .nothingFinished(let folder): folder
    case .noGnuplot: nil
    case .gnuplotFailed(let script, _): script
    }
  }

  var remedy: String? {
    if case .noGnuplot = self { "install it: apt-get install gnuplot-nox" } else { nil }
  }
}
