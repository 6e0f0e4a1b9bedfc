/// How long a sweep still takes.
package enum TimeLeft {
  /// Wall time in seconds to the end of a sweep; `nil` where no run has shown its pace yet.
  ///
  /// Every waiting run is taken to need what the typical one does (the median), and the runs to share the places evenly.
  ///
  /// - Parameters:
  ///   - running: The runs under way.
  ///   - finished: Wall times of runs that this sweep has done from their start.
  ///   - waiting: The number of runs that have not begun.
  ///   - places: How many runs run at the same time.
  package static func seconds(running: [RunProgress], finished: [Double], waiting: Int, places: Int) -> Double? {
    let known = (finished + running.compactMap(\.secondsInAll)).filter(\.isFinite).sorted()
    guard !known.isEmpty else { return nil }
    let typical = known[known.count / 2]
    let left = running.map { $0.secondsLeft ?? typical }
    let work = left.reduce(0, +) + Double(waiting) * typical
    return max(work / Double(max(1, places)), left.max() ?? 0)
  }
}
