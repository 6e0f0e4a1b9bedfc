package import BenchCore

/// The settings of IVT.
package struct IVTConfiguration: MethodConfiguration {
  /// Whether a clause and a phrase of each caption are aligned too.
  package var alignsParts = true
  /// The largest share of tokens that training hides.
  package var hiddenShare = 0.2
  /// The probability that a sample skips a branch of the last block.
  package var dropPath = 0.1
  /// The probability that a number of an embedded word is hidden.
  package var wordDropout = 0.1

  package init() {}

  package static let fields = [
    ConfigurationField(
      "alignsParts",
      "Whether each batch has a clause and a phrase of each caption too, each with another augmentation of the image (MLA);"
        + " false trains on the captions alone.",
      source: "IVT processor.py do_train_icfg_uvt_level_data"),
    ConfigurationField(
      "hiddenShare",
      "Largest share of the tokens of images, and of captions, that a training step leaves out; how many, and which, is"
        + " drawn anew for each batch (BMM).",
      source: "IVT make_model_vl.py, percent", permitted: .halfOpen(0, 1)),
    ConfigurationField(
      "dropPath",
      "Probability that a sample skips a branch of the last block in training; it falls evenly to 0 in the first.",
      source: "IVT option MODEL.DROP_PATH", permitted: .halfOpen(0, 1)),
    ConfigurationField(
      "wordDropout", "Probability that a number of an embedded word is 0 in training.",
      source: "IVT config_bert.json, hidden_dropout_prob", permitted: .halfOpen(0, 1)),
  ]

  package var needs: SampleNeeds { alignsParts ? .captionParts : [] }
}
