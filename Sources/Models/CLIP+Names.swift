package import BenchCore

extension CLIP {
  /// The names of a model's parameters, which follow from the numbers of its blocks, without the memory that they take.
  ///
  /// - Throws: `ModelFailure.invalidSpec` for a number of blocks that no model has.
  package static func parameterNames(of spec: ModelSpec) throws -> [String] {
    let smallest = ModelSpec(
      imageHeight: 1, imageWidth: 1, patchHeight: 1, patchWidth: 1, visionWidth: 1, visionLayers: spec.visionLayers,
      visionHeads: 1, textWidth: 1, textLayers: spec.textLayers, textHeads: 1, contextLength: 3, vocabularySize: 5,
      embeddingWidth: 1)
    let store = try ParameterStore(seed: 1)
    _ = try CLIP(store.root, spec: smallest)
    return store.entries.map(\.name)
  }
}
