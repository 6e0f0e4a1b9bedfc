extension RGBImage {
  /// The image mirrored along its main diagonal: rows become columns.
  ///
  /// Separable filters are written once, for columns, where whole rows of samples are combined at a time.
  func transposed() -> RGBImage {
    // Tiles keep the scattered reads within a few cache lines.
    let side = 16
    return RGBImage(width: height, height: width) { output in
      pixels.withUnsafeBufferPointer { input in
        for top in stride(from: 0, to: height, by: side) {
          for left in stride(from: 0, to: width, by: side) {
            for x in left..<min(left + side, width) {
              for y in top..<min(top + side, height) {
                let (from, to) = ((y &* width &+ x) &* 3, (x &* height &+ y) &* 3)
                output[to] = input[from]
                output[to &+ 1] = input[from &+ 1]
                output[to &+ 2] = input[from &+ 2]
              }
            }
          }
        }
      }
    }
  }
}
