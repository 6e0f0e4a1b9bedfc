import Models

/// What a method is put together from: matching losses on heads, auxiliary losses, a sample selection and views.
package struct Composition {
  /// What of an image and of a caption is embedded, and compared by its cosine.
  package enum Head: String, Codable, Sendable, CaseIterable {
    /// CLIP's class token and end token (RDE's BGE).
    case global
    /// The tokens that these attend to most (RDE's TSE).
    case tse
  }

  /// A head with its matching loss.
  struct Matching {
    var head: Head
    /// `nil` for a head that auxiliary losses alone train.
    var loss: (any MatchingLoss)?
    /// What its term is called in logs and result files.
    var term: String
    var weight = 1.0
  }

  /// How the token selection head is made, as in RDE.
  struct TokenSelection {
    var ratio = 0.3
    var transforms = true
    var pooling = TokenPooling.max
    /// Whether its batch normalisations keep their running statistics while training.
    var trainsInEvaluationMode = true
  }

  /// The heads, in the order of their embeddings.
  var heads: [Matching]
  var tokens = TokenSelection()
  /// In the order of their terms; those on images alone come before the matching losses.
  var auxiliaries: [Auxiliary] = []
  /// `nil` treats all pairs alike.
  var selection: (any SampleSelector)?
  /// Epochs on all pairs before the first sample selection.
  var warmupEpochs = 0
  var oracle = Oracle.none
  var views = ImageViews()
  /// Whether all losses see the captions with hidden words, as IRRA's loader makes them.
  var masksInPlace = false
  var trainsPatchEmbedding = true
  /// The optimiser steps of an epoch; `nil` for as many as the pairs fill.
  var stepsPerEpoch: Int?

  /// What the truth about the pairs is used for.
  enum Oracle {
    /// Nothing.
    case none
    /// Batches are made of clean pairs.
    case refill
    /// Noisy pairs are taken out of each batch.
    case takeOut
  }
}

extension Composition {
  init(heads: [Matching]) { self.heads = heads }

  /// CLIP with a matching loss on its global embeddings: the plainest method.
  ///
  /// - Parameter term: What the loss is called in logs and result files.
  package init(_ loss: (any MatchingLoss)?, term: String, weight: Double = 1) {
    heads = [Matching(head: .global, loss: loss, term: term, weight: weight)]
  }
}

extension Composition {
  /// Whether a loss beside the matching losses reads global embeddings.
  var readsGlobal: Bool { auxiliaries.contains { [.itc, .rdh, .waf, .id].contains($0.name) } }

  /// The sizes of BYOL's projector.
  var prediction: ProjectionSizes? { auxiliaries.lazy.compactMap(\.prediction).first }
}
