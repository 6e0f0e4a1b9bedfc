import Foundation

/// What `config.json` of a Hugging Face CLIP folder says that the tensors do not.
///
/// Fields that are left out have the defaults of `transformers.CLIPConfig`.
struct HuggingFaceConfiguration: Decodable {
  /// The fields of one transformer.
  struct Tower: Decodable {
    var num_attention_heads: Int?
    var hidden_act: String?
    var layer_norm_eps: Double?
    var image_size: Int?
  }

  var model_type: String?
  var text_config: Tower?
  var vision_config: Tower?

  var textHeads: Int { text_config?.num_attention_heads ?? 8 }
  var visionHeads: Int { vision_config?.num_attention_heads ?? 12 }
  /// Images are square in this layout.
  var imageSize: Int { vision_config?.image_size ?? 224 }

  /// Reads and checks a file.
  ///
  /// - Throws: `CheckpointFailure` for a file that is not CLIP's, or a model that computes something else than OpenAI's.
  init(_ url: URL) throws(CheckpointFailure) {
    let file = try CheckpointFile(url)
    guard file.byteCount <= 1 << 20 else { throw file.damaged("a configuration has not \(file.byteCount) bytes") }
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(file.bytes(at: 0, count: file.byteCount)))
    } catch let failure as CheckpointFailure {
      throw failure
    } catch {
      throw file.damaged("it is not the JSON of a CLIP configuration")
    }
    guard model_type == nil || model_type == "clip" else {
      throw file.failure(.notCLIP("its configuration is of a model of type \(model_type ?? "")"))
    }
    for (name, tower) in [("text", text_config), ("vision", vision_config)] {
      let activation = tower?.hidden_act ?? "quick_gelu"
      guard activation == "quick_gelu" else {
        throw file.failure(
          .unsupported(
            "the \(name) model uses the activation \(activation); this tool computes quick_gelu, as OpenAI's CLIP",
            remedy: "use weights that were trained with quick_gelu, such as openai/clip-vit-base-patch16"))
      }
      let epsilon = tower?.layer_norm_eps ?? 1e-5
      guard epsilon == 1e-5 else {
        throw file.failure(
          .unsupported("the \(name) model's layer_norm_eps is \(epsilon) instead of 1e-05", remedy: "use other weights")
        )
      }
    }
    guard (1...1 << 16).contains(textHeads), (1...1 << 16).contains(visionHeads), (1...1 << 16).contains(imageSize)
    else { throw file.damaged("its numbers of heads or its image size make no sense") }
  }
}
