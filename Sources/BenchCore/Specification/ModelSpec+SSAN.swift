extension ModelSpec {
  /// SSAN's network as published: ResNet-50 at 384 x 128, 5,000 words, captions of up to 100.
  ///
  /// Source: SSAN `experiment/CUHK-PEDES/train.sh` and `src/option/options.py`.
  public static let ssan = ssan(
    imageHeight: 384, imageWidth: 128, stride: 32, width: 2048, depth: 50, wordWidth: 512, contextLength: 100,
    vocabularySize: 5000, partWidth: 1024)

  /// The small SSAN of rendered datasets: one block a stage, the papers' proportions of an image.
  public static func smallSSAN(vocabularySize: Int, contextLength: Int) -> ModelSpec {
    ssan(
      imageHeight: 96, imageWidth: 32, stride: 32, width: 64, depth: 14, wordWidth: 32, contextLength: contextLength,
      vocabularySize: vocabularySize, partWidth: 64)
  }

  private static func ssan(
    imageHeight: Int, imageWidth: Int, stride: Int, width: Int, depth: Int, wordWidth: Int, contextLength: Int,
    vocabularySize: Int, partWidth: Int
  ) -> ModelSpec {
    var spec = ModelSpec(
      imageHeight: imageHeight, imageWidth: imageWidth, patchHeight: stride, patchWidth: stride,
      visionWidth: width, visionLayers: depth, visionHeads: 1, textWidth: wordWidth, textLayers: 1, textHeads: 2,
      contextLength: contextLength, vocabularySize: vocabularySize, embeddingWidth: partWidth)
    spec.family = .ssan
    return spec
  }
}
