package import BenchCore

extension ModelFamily {
  /// What the weights that its networks start from are called in messages.
  package var pretrained: String {
    switch self {
    case .clip: "CLIP's"
    case .ssan: "a ResNet-50 of ImageNet's"
    case .ivt: "a vision transformer of ImageNet's with BERT"
    }
  }

  /// The option that names such weights.
  package var weightsExample: String {
    switch self {
    case .clip: "--weights ViT-B-16.pt"
    case .ssan: "--weights ssan=resnet50.pth"
    case .ivt: "--weights ivt=FOLDER"
    }
  }

  /// Why its networks see a batch as a whole and keep what they computed; `nil` where they need not.
  package var wholeBatchReason: String? {
    switch self {
    case .clip, .ivt: nil
    case .ssan: "its batch normalisation takes the statistics of whole batches, each once"
    }
  }
}
