/// What chance decided in a pass over the training pairs, sample by sample in the order of the batches.
package struct DrawnPass: Sendable, Equatable {
  /// The pair of each sample.
  package var order: [Int] = []
  /// The number of tokens of a caption.
  package var contextLength: Int
  /// Caption ids, `[samples, context]`.
  package var captions: [Int64] = []
  /// Caption ids with some hidden, `[samples, context]`; `nil` where none are.
  package var maskedCaptions: [Int64]?
  /// The hidden ids, 0 where nothing is hidden, `[samples, context]`; `nil` where none are.
  package var maskedLabels: [Int64]?
  /// What is done to the images, `[samples, views, 7]` (`View.numbers`); `nil` where they stay as they are.
  package var views: [Int]?
  /// The number of views of each image.
  package var viewCount: Int

  /// What is done to an image.
  package struct View: Sendable, Equatable {
    /// Whether left and right are swapped, which comes first.
    package var isFlipped: Bool
    /// The row and column of the padded image at which the image is cut out.
    package var top: Int
    package var left: Int
    /// What is erased of the cut; of no height for nothing.
    package var erasedRows: Range<Int>
    package var erasedColumns: Range<Int>

    package init(
      isFlipped: Bool, top: Int, left: Int, erasedRows: Range<Int> = 0..<0, erasedColumns: Range<Int> = 0..<0
    ) {
      self.isFlipped = isFlipped
      self.top = top
      self.left = left
      self.erasedRows = erasedRows
      self.erasedColumns = erasedColumns
    }

    /// How many numbers a view is stored as.
    static let count = 7

    /// Flip, top, left, then top, left, height and width of what is erased.
    var numbers: [Int] {
      [
        isFlipped ? 1 : 0, top, left, erasedRows.lowerBound, erasedColumns.lowerBound, erasedRows.count,
        erasedColumns.count,
      ]
    }
  }

  /// A pass without samples yet.
  ///
  /// - Parameters:
  ///   - isMasked: Whether captions are stored with hidden tokens, too.
  ///   - viewCount: The number of views of each image; 0 where images stay as they are.
  package init(contextLength: Int, isMasked: Bool, viewCount: Int) {
    self.contextLength = contextLength
    maskedCaptions = isMasked ? [] : nil
    maskedLabels = isMasked ? [] : nil
    views = viewCount > 0 ? [] : nil
    self.viewCount = viewCount
  }

  /// Adds what is done to the image of the last sample once more.
  package mutating func append(_ view: View) { views?.append(contentsOf: view.numbers) }
}
