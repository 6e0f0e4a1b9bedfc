package import BenchCore

extension ModelSpec {
  /// The size of the models in the goldens.
  package static let golden = ModelSpec(
    imageHeight: 48, imageWidth: 16, patchHeight: 8, patchWidth: 8, visionWidth: 128, visionLayers: 2, visionHeads: 2,
    textWidth: 128, textLayers: 2, textHeads: 2, contextLength: 20, vocabularySize: 120, embeddingWidth: 64)
}
