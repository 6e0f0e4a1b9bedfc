import BenchCore

/// A figure that cannot be drawn.
enum PlotFailure: BenchFailure {
  case nothingFinished(String)
  case noGnuplot
  case gnuplotFailed(String, String)
  /// gnuplot ended well but wrote less than a picture.
  case halfPicture(String)

  var problem: String {
    switch self {
    case .nothingFinished: "no run has finished, so there is nothing to draw"
    case .noGnuplot: "gnuplot cannot be started"
    case .gnuplotFailed(_, let message): "gnuplot failed: \(message)"
    case .halfPicture: "gnuplot could not write the whole picture"
    }
  }

  var location: String? {
    switch self {
    case .nothingFinished(let folder): folder
    case .noGnuplot: nil
    case .gnuplotFailed(let script, _): script
    case .halfPicture(let picture): picture
    }
  }

  var remedy: String? {
    switch self {
    case .noGnuplot: "install it: apt-get install gnuplot-nox"
    case .halfPicture: "make room, or choose another folder with --out"
    case .nothingFinished, .gnuplotFailed: nil
    }
  }
}
