import BenchCore

/// Words for weights that training often starts from, in place of the checksum that a specification has.
enum KnownWeights {
  /// Names by SHA-256 of the file.
  private static let names = [
    "891335226d154d0c7ecffc38f51dd843b633b8003656942d3c55d5f8ea2d3b32": "embedded",
    "a5f80f13feeab66814065da474acb9027d12233e052be010e1044ac1153e9b5": "earlier embedded",
    "5806e77cd80f8b59890b7e101eabd078d9fb84e6937f9e85e4ecb61988df416f": "OpenAI ViT-B/16",
  ]

  /// The name of weights by their checksum; `nil` for those that nobody here knows.
  static func name(of checksum: String) -> String? { names[checksum] }
}
