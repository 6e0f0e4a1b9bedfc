import BenchCore

/// A figure that cannot be drawn.
enum PlotFailure: BenchFailure {
  case nothingFinished(String)
  /// Runs have finished, and all their figures would be empty or single points.
  case nothingToDraw(String)
  case noGnuplot
  case gnuplotFailed(String, String)
  /// gnuplot ended well but wrote less than a picture.
  case halfPicture(String)

  var problem: String {
    switch self {
    case .nothingFinished: "no run has finished, so there is nothing to draw"
    case .nothingToDraw: "no figure has a line or a histogram"
    case .noGnuplot: "gnuplot cannot be started"
    case .gnuplotFailed(_, let message): "gnuplot failed: \(message)"
    case .halfPicture: "gnuplot could not write the whole picture"
    }
  }

  var location: String? {
    switch self {
    case .nothingFinished(let folder), .nothingToDraw(let folder): folder
    case .noGnuplot: nil
    case .gnuplotFailed(let script, _): script
    case .halfPicture(let picture): picture
    }
  }

  var remedy: String? {
    switch self {
    case .noGnuplot: "install it: apt-get install gnuplot-nox"
    case .halfPicture: "make room, or choose another folder with --out"
    case .nothingToDraw: "curves take two epochs, and a figure of noise takes two noise rates"
    case .nothingFinished, .gnuplotFailed: nil
    }
  }
}
