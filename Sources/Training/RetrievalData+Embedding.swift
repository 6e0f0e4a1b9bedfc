package import BenchCore
package import Metrics
import Torch

extension RetrievalData {
  /// Embeds all images and captions: the heads in the method's order.
  ///
  /// - Parameter check: Called before each batch; throws to end the work.
  package func embedded(
    by method: any RetrievalMethod, check: () throws -> Void = {}
  ) throws -> Heads<HeadEmbeddings> {
    let images = try embeddedImages(by: method, check: check)
    let captions = try embeddedCaptions(by: method, check: check)
    return Heads(
      zip(captions, images).map { (name: $0.name, value: HeadEmbeddings(text: $0.value, image: $1.value)) })
  }

  /// Embeds all images: a matrix for each head, in the method's order.
  ///
  /// - Parameter check: Called before each batch; throws to end the work.
  package func embeddedImages(
    by method: any RetrievalMethod, check: () throws -> Void = {}
  ) throws -> Heads<EmbeddingMatrix> {
    try withoutGradients {
      var images = HeadCollector()
      try forEachImageBatch {
        try check()
        images.append(try method.embed(images: $0))
      }
      return Heads(try images.matrices())
    }
  }

  /// Embeds all captions in the same way.
  package func embeddedCaptions(
    by method: any RetrievalMethod, check: () throws -> Void = {}
  ) throws -> Heads<EmbeddingMatrix> {
    try withoutGradients {
      var captions = HeadCollector()
      try forEachCaptionBatch {
        try check()
        captions.append(try method.embed(captions: $0))
      }
      return Heads(try captions.matrices())
    }
  }

  /// An evaluator of the mean over heads of the cosine similarities.
  package func evaluator(of heads: Heads<HeadEmbeddings>, threads: Int) throws -> RetrievalEvaluator {
    try RetrievalEvaluator(
      heads: heads.map(\.value), textIdentities: queryIdentities, imageIdentities: galleryIdentities,
      options: EvaluationOptions(threads: threads))
  }
}

/// Batches of embeddings put together, head by head.
private struct HeadCollector {
  private var heads: [(name: String, batches: [Tensor])] = []

  mutating func append(_ embeddings: [HeadEmbedding]) {
    if heads.isEmpty { heads = embeddings.map { ($0.name, []) } }
    for (index, embedding) in embeddings.enumerated() { heads[index].batches.append(embedding.values) }
  }

  func matrices() throws -> [(name: String, value: EmbeddingMatrix)] {
    let whole = try heads.map { try Tensor.concatenated($0.batches, dimension: 0) }
    let values = try Tensor.valuesReadAtOnce(of: whole)
    return try heads.indices.map { index in
      let shape = try whole[index].shape
      return (heads[index].name, EmbeddingMatrix(rows: shape[0], columns: shape[1], values: values[index]))
    }
  }
}
