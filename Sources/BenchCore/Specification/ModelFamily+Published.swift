extension ModelFamily {
  /// The network of the papers' rows.
  public var publishedModel: ModelSpec {
    switch self {
    case .clip: .paper
    case .ssan: .ssan
    case .ivt: .ivt()
    }
  }

  /// How it was trained.
  public var publishedRecipe: TrainingRecipe {
    switch self {
    case .clip: .paper
    case .ssan: .ssan
    case .ivt: .ivt
    }
  }
}
