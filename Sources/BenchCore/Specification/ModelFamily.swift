/// The kind of a network, which says what the sizes of a `ModelSpec` are sizes of.
public enum ModelFamily: String, Codable, Sendable, CaseIterable {
  /// CLIP: two transformers.
  case clip
  /// SSAN: a ResNet and a bidirectional LSTM over its own vocabulary.
  ///
  /// `patchHeight` and `patchWidth` are the stride of the feature map (32), `visionWidth` its channels (2048, and the width
  /// of the LSTM's states), `visionLayers` the depth of the ResNet (50; 14 for one block a stage), `textWidth` the width of
  /// a word's embedding and of a part's after the relation block (512), `embeddingWidth` that of the global embedding and
  /// of a part's (1024); there is one LSTM layer (`textLayers`) of two directions (`textHeads`), and `visionHeads` is 1.
  case ssan
  /// IVT: one vision transformer for both modalities, with BERT's word embeddings.
  ///
  /// The sizes of texts and of the embedding are the image's; attention and normalisation are the same weights for both.
  /// Patches may overlap (`patchStride`).
  case ivt
}
