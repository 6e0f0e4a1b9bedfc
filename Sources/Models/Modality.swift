/// What a part of a network sees.
package enum Modality: Sendable {
  case image, text
}
