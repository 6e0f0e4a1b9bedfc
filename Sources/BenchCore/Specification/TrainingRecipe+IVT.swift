extension TrainingRecipe {
  /// The recipe of IVT on CUHK-PEDES and ICFG-PEDES; on RSTPReid its code has batches of 48 pairs.
  ///
  /// Every pair comes with three views and three captions, so a batch of 28 has 84 of each. Source: IVT
  /// `configs/CUHK_PEDES/vit_base_uvt_bert.yml`, `solver/scheduler_factory.py`, `train_cuhkpedes_gpu.py`.
  public static let ivt = TrainingRecipe(
    epochs: 120, batchSize: 28, learningRate: 5e-3, newModuleFactor: 1, weightDecay: 1e-4, biasWeightDecay: 1e-4,
    warmupEpochs: 5, warmupFactor: 0.01, finalLearningRate: 1e-5, momentum: 0.9, cosine: .fromStart)

  /// The recipe of the small IVT: the embedded model's.
  public static let smallIVT = embedded
}
