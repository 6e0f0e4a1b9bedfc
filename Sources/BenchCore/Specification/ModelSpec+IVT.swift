extension ModelSpec {
  /// IVT's network: a ViT-B/16 with BERT's vocabulary, at 384 x 128.
  ///
  /// - Parameter patchStride: The distance of patches, 12 on CUHK-PEDES and ICFG-PEDES; `nil` for 16, as on RSTPReid.
  public static func ivt(patchStride: Int? = 12) -> ModelSpec {
    var spec = ModelSpec(
      imageHeight: 384, imageWidth: 128, patchHeight: 16, patchWidth: 16,
      visionWidth: 768, visionLayers: 12, visionHeads: 12,
      textWidth: 768, textLayers: 12, textHeads: 12,
      contextLength: 100, vocabularySize: 30522, embeddingWidth: 768)
    spec.family = .ivt
    spec.activation = .gelu
    spec.patchStride = patchStride
    return spec
  }

  /// A small network of IVT's family for the embedded default.
  public static func smallIVT(vocabularySize: Int, contextLength: Int) -> ModelSpec {
    var spec = embedded(vocabularySize: vocabularySize, contextLength: contextLength)
    spec.family = .ivt
    spec.activation = .gelu
    spec.textLayers = spec.visionLayers
    return spec
  }
}
