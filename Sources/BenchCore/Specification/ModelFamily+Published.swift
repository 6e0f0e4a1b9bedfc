extension ModelFamily {
  /// The network of the papers' rows.
  public var publishedModel: ModelSpec {
    switch self {
    case .clip, .ivt: .paper
    case .ssan: .ssan
    }
  }

  /// How it was trained.
  public var publishedRecipe: TrainingRecipe {
    switch self {
    case .clip, .ivt: .paper
    case .ssan: .ssan
    }
  }
}
