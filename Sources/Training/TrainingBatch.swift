package import Torch

/// A batch of training pairs on the training device.
package struct TrainingBatch {
  /// Each pair's place in the training pair table.
  package var pairIndices: [Int]
  /// Each pair's identity, int64 `[batch]`.
  package var identities: Tensor
  /// Augmented, normalised images, `[batch, 3, height, width]`.
  package var images: Tensor
  /// The same images augmented another time, where the method asked for it.
  package var secondView: Tensor?
  /// Caption ids, int64 `[batch, context]`.
  package var captionIDs: Tensor
  /// The masked captions, where the method asked for them.
  package var masked: MaskedCaptions?
  /// The number of tokens of each caption, start and end included, at least 1; known to the host, so that no method has to wait for
  /// the device to learn it.
  package var captionLengths: [Int]
  /// The epoch, from 1.
  package var epoch: Int
  /// Another caption of each pair's identity, where the method asked for it.
  package var partner: PartnerCaptions?
  /// Parts of the captions, one of each kind; empty unless the method asked for them.
  package var parts: [PartialCaptions] = []

  package init(
    pairIndices: [Int], identities: Tensor, images: Tensor, secondView: Tensor? = nil, captionIDs: Tensor,
    captionLengths: [Int], masked: MaskedCaptions? = nil, partner: PartnerCaptions? = nil, epoch: Int = 1
  ) {
    self.pairIndices = pairIndices
    self.identities = identities
    self.images = images
    self.secondView = secondView
    self.captionIDs = captionIDs
    self.masked = masked
    self.captionLengths = captionLengths
    self.partner = partner
    self.epoch = epoch
  }

  /// The pairs at some places of the batch.
  package func keeping(rows: [Int]) throws -> TrainingBatch {
    var batch = self
    batch.pairIndices = rows.map { pairIndices[$0] }
    batch.identities = try identities.rows(rows)
    batch.images = try images.rows(rows)
    batch.secondView = try secondView?.rows(rows)
    batch.captionIDs = try captionIDs.rows(rows)
    batch.captionLengths = rows.map { captionLengths[$0] }
    batch.masked = try masked?.keeping(rows: rows)
    batch.partner = try partner.map { partner in
      PartnerCaptions(ids: try partner.ids.rows(rows), lengths: rows.map { partner.lengths[$0] })
    }
    batch.parts = try parts.map { part in
      PartialCaptions(
        images: try part.images.rows(rows), ids: try part.ids.rows(rows), lengths: rows.map { part.lengths[$0] })
    }
    return batch
  }

  /// Caption ids without the columns that are padding in every caption, `[batch, longest caption]`.
  package func cutCaptionIDs() throws -> Tensor { try cut(captionIDs) }

  /// Ids of the batch's captions, masked or not, without the columns that are padding in every caption.
  package func cut(_ ids: Tensor) throws -> Tensor {
    try ids.narrowed(1, start: 0, length: captionLengths.max() ?? ids.size(1))
  }
}

extension TrainingBatch {
  /// The number of tokens before the padding of each row of ids `[batch, context]`: up to the end token, which has the
  /// highest id of a caption. What tokenizers without one count is theirs (`CaptionTokenizer.length`).
  package static func captionLengths(of ids: [Int64], context: Int) -> [Int] {
    stride(from: 0, to: ids.count, by: max(1, context)).map { start in
      let row = ids[start..<min(ids.count, start + context)]
      return (row.firstIndex(of: row.max() ?? 0) ?? start) - start + 1
    }
  }
}

/// Another caption of the identity of each pair of a batch.
package struct PartnerCaptions {
  /// Caption ids, int64 `[batch, context]`.
  package var ids: Tensor
  /// The number of tokens of each caption, at least 1.
  package var lengths: [Int]

  package init(ids: Tensor, lengths: [Int]) {
    self.ids = ids
    self.lengths = lengths
  }
}

/// A part of the caption of each pair of a batch, with the image once more.
package struct PartialCaptions {
  /// The images in another augmentation, `[batch, 3, height, width]`.
  package var images: Tensor
  /// Ids of the parts, int64 `[batch, context]`.
  package var ids: Tensor
  /// The number of tokens of each part.
  package var lengths: [Int]

  package init(images: Tensor, ids: Tensor, lengths: [Int]) {
    self.images = images
    self.ids = ids
    self.lengths = lengths
  }
}

/// Captions with some tokens hidden, for masked language modelling.
package struct MaskedCaptions {
  /// Ids after masking, int64 `[batch, context]`.
  package var ids: Tensor
  /// The places of the tokens to predict, int64 indices into `batch * context`.
  package var positions: Tensor
  /// The ids to predict there, int64.
  package var labels: Tensor
  /// `positions` for the host, which need not wait for the device to learn them.
  private var places: [Int]

  /// Collects the labelled tokens of `[batch, context]` labels, in which 0 means "not to be predicted".
  package init(ids: Tensor, labels: [Int64]) throws {
    let device = try ids.device
    try self.init(ids: ids, labels: labels) { try $0.to(device: device) }
  }

  /// The same, where `copy` brings a tensor of the host to the device of `ids`.
  package init(ids: Tensor, labels: [Int64], copy: (Tensor) throws -> Tensor) throws {
    places = labels.indices.filter { labels[$0] != 0 }
    self.ids = ids
    positions = try copy(Tensor(places.map(Int64.init)))
    self.labels = try copy(Tensor(places.map { labels[$0] }))
  }

  /// The captions at some places of the batch.
  package func keeping(rows: [Int]) throws -> MaskedCaptions {
    let context = try ids.size(1)
    let newRows = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1, $0) })
    let kept = places.indices.filter { newRows[places[$0] / context] != nil }
    var captions = self
    captions.ids = try ids.rows(rows)
    captions.labels = try labels.rows(kept)
    captions.places = kept.compactMap { place in
      newRows[places[place] / context].map { $0 * context + places[place] % context }
    }
    captions.positions = try Tensor(captions.places.map(Int64.init)).to(device: ids.device)
    return captions
  }
}

extension Tensor {
  /// Some rows of `[rows, ...]`.
  fileprivate func rows(_ places: [Int]) throws -> Tensor {
    try indexed(0, by: Tensor(places.map(Int64.init)).to(device: device))
  }
}
