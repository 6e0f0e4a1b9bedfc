import BenchCore
import Foundation
import Testing

@Suite struct SpecTests {
  @Test func jsonValuesSurvive() throws {
    let value = JSONValue.object([
      "a": .number(1), "b": .number(0.015), "c": .array([.bool(true), .null]), "d": .string("x"),
    ])
    let data = try value.canonicalJSON()
    #expect(String(decoding: data, as: UTF8.self) == #"{"a":1,"b":0.015,"c":[true,null],"d":"x"}"#)
    #expect(try JSONDecoder().decode(JSONValue.self, from: data) == value)
  }

  @Test func typedTextBecomesTheNearestValue() {
    #expect(JSONValue(typed: "0.2") == .number(0.2))
    #expect(JSONValue(typed: "true") == .bool(true))
    #expect(JSONValue(typed: "tal") == .string("tal"))
    #expect(JSONValue(typed: "nan") == .string("nan"))
  }

  @Test func failuresReadAsOneLine() {
    struct Sample: BenchFailure {
      var problem = "the file is empty"
      var location: String? = "a.json"
      var remedy: String? = "write it again"
    }
    #expect("\(Sample())" == "a.json: the file is empty; write it again")
    #expect("\(Sample(location: nil, remedy: nil))" == "the file is empty")
  }

  /// A run's identity must not change by accident: stored results are recognised by it.
  ///
  /// The sums are those of the JSON that the first version wrote, made by Python's `hashlib`.
  @Test func theIdentityOfARunIsPinned() throws {
    let pinned: [(TrainingOrigin, String)] = [
      (.here(Self.setup), "f81b561f31d85888f3c09bdb9aa4a90928daccaed8cac7da195ae37250301393"),
      (.command(.paper), "770ad790b431b6e34f0bc6e974f2666ad5133980ad17d3731502be73d2c4ecc9"),
      (.elsewhere, "6c9506960adf9f7e0799e3a609b9eb4a3281e513a130728b3e9452a862eee432"),
    ]
    for (training, signature) in pinned { #expect(try Self.spec(training).signature() == signature) }
  }

  @Test(arguments: [TrainingOrigin.here(setup), .command(.paper), .elsewhere])
  func specificationsSurviveTheirJSON(training: TrainingOrigin) throws {
    let spec = Self.spec(training)
    #expect(try JSONDecoder().decode(RunSpec.self, from: spec.canonicalJSON()) == spec)
  }

  /// How numbers are computed is part of the identity where it is not as it always was.
  @Test func everyPartOfTheArithmeticIsPartOfTheIdentity() throws {
    let standard = Self.spec(.here(Self.setup))
    #expect(try !String(decoding: standard.canonicalJSON(), as: UTF8.self).contains("arithmetic"))
    let others = [
      ArithmeticSpec(precision: .paper), ArithmeticSpec(precision: .bf16), ArithmeticSpec(precision: .fp16),
      ArithmeticSpec(usesTF32: true), ArithmeticSpec(isDeterministic: false), ArithmeticSpec(microBatchSize: 16),
      ArithmeticSpec(microBatchSize: 32),
    ]
    var signatures: Set = [try standard.signature()]
    for arithmetic in others {
      var setup = Self.setup
      setup.arithmetic = arithmetic
      let spec = Self.spec(.here(setup))
      #expect(try signatures.insert(spec.signature()).inserted, "\(arithmetic)")
      #expect(try JSONDecoder().decode(RunSpec.self, from: spec.canonicalJSON()) == spec)
    }
  }

  /// The sum is that of the standard specification's JSON with the object put in by hand, made by Python's `hashlib`.
  @Test func theIdentityOfAnotherArithmeticIsPinned() throws {
    var setup = Self.setup
    setup.arithmetic = ArithmeticSpec(precision: .bf16, usesTF32: true, isDeterministic: false, microBatchSize: 16)
    let signature = "391ac38b0c7b3047cac9659c5fdb803e5a10954196632884bc0ba2504e0209e0"
    #expect(try Self.spec(.here(setup)).signature() == signature)
  }

  /// What weights and images are is part of the identity, and no part of the JSON where it is as it always was.
  @Test func whatWeightsAndImagesAreIsPartOfTheIdentity() throws {
    let standard = Self.spec(.here(Self.setup))
    let json = String(decoding: try standard.canonicalJSON(), as: UTF8.self)
    for key in ["activation", "weightsPrefix", "imageChecksum"] { #expect(!json.contains(key)) }
    let changes: [(inout RunSpec) -> Void] = [
      { $0.setup?.model.activation = .gelu }, { $0.setup?.model.weightsPrefix = "ema." },
      { $0.setup?.model.weightsPrefix = "student." }, { $0.dataset.imageChecksum = "a" },
      { $0.dataset.imageChecksum = "b" },
    ]
    var signatures: Set = [try standard.signature()]
    for change in changes {
      var spec = standard
      change(&spec)
      #expect(try signatures.insert(spec.signature()).inserted)
      #expect(try JSONDecoder().decode(RunSpec.self, from: spec.canonicalJSON()) == spec)
    }
    var back = standard
    back.setup?.model.activation = .gelu
    #expect(String(decoding: try back.canonicalJSON(), as: UTF8.self).contains(#""activation":"gelu""#))
    back.setup?.model.activation = .quickGELU
    #expect(try back.signature() == standard.signature())
  }

  /// Results of the first two schemas have zeros where nothing was known of a training.
  @Test func zerosOfEarlierSchemasAreTrainingElsewhere() throws {
    let model = """
      {"contextLength":0,"embeddingWidth":0,"imageHeight":0,"imageWidth":0,"initialWeights":"foreign","patchHeight":1,\
      "patchWidth":1,"textHeads":0,"textLayers":0,"textWidth":0,"visionHeads":0,"visionLayers":0,"visionWidth":0,\
      "vocabularySize":0}
      """
    let augmentation = #"{"image":"foreign","padding":0,"text":false}"#
    for (epochs, training) in [(0, TrainingOrigin.elsewhere), (60, .command(.paper))] {
      var recipe = TrainingRecipe.paper
      recipe.epochs = epochs
      var members = try JSONDecoder().decode([String: JSONValue].self, from: Self.spec(.elsewhere).canonicalJSON())
      members["recipe"] = try JSONDecoder().decode(JSONValue.self, from: recipe.canonicalJSON())
      members["model"] = try JSONDecoder().decode(JSONValue.self, from: Data(model.utf8))
      members["augmentation"] = try JSONDecoder().decode(JSONValue.self, from: Data(augmentation.utf8))
      #expect(try JSONDecoder().decode(RunSpec.self, from: members.canonicalJSON()) == Self.spec(training))
    }
  }

  private static let setup = TrainingSetup(
    model: .paper, recipe: .paper, augmentation: AugmentationSpec(image: "paper", padding: 10, text: true))

  private static func spec(_ training: TrainingOrigin) -> RunSpec {
    RunSpec(
      dataset: DatasetSpec(id: "RSTPReid", annotationChecksum: "abc"),
      noise: NoiseSpec(injector: "shuffle", rate: 0.2, seed: 1, indexChecksum: "def"),
      method: MethodSpec(id: "m", revision: 1, configuration: .object(["tau": .number(0.015)])), training: training,
      selection: .val, seed: 1, threads: 1, device: "cpu")
  }
}
