import BenchCore
import Models
import TensorTestSupport
import Testing
import Torch
import Training

@testable import Methods

@Suite struct AMNSTests {
  private static func method(
    trainingSteps: Int = 10, _ change: (inout AMNS) -> Void = { _ in }
  ) throws -> ComposedMethod {
    var configuration = AMNS()
    configuration.views = .masked
    configuration.headHiddenWidth = 24
    configuration.headWidth = 8
    change(&configuration)
    try configuration.validate()
    return try configuration.method(
      in: MethodContext(model: .golden, identityCount: 5, seed: 3, trainingSteps: trainingSteps))
  }

  /// Images `[count, 3, 48, 16]` in two views, captions of different lengths, and identities of which some repeat.
  private static func batch(_ count: Int = 6, seed: UInt64 = 1) throws -> TrainingBatch {
    let generator = try Generator(seed: seed)
    let images = try generator.normal([count, 3, 48, 16])
    let captions = (0..<count).map { row in
      let words = (0...(row % 4)).map { Int64(1 + (7 * row + 3 * $0) % 100) }
      let caption = [118] + words + [119]
      return caption + [Int64](repeating: 0, count: 20 - caption.count)
    }
    return try TrainingBatch(
      pairIndices: Array(0..<count), identities: Tensor((0..<count).map { Int64($0 % 5) }), images: images,
      secondView: images + generator.normal([count, 3, 48, 16]) * 0.3,
      captionIDs: Tensor(captions.flatMap { $0 }, shape: [count, 20]),
      captionLengths: TrainingBatch.captionLengths(of: captions.flatMap { $0 }, context: 20))
  }

  private static func optimizer(_ method: ComposedMethod) throws -> TrainingStep {
    var recipe = TrainingRecipe.embedded
    recipe.learningRate = 1e-3
    recipe.warmupEpochs = 0
    return try TrainingStep(method.parameters, recipe: recipe)
  }

  @Test func theTermsAreThoseOfTheEquationsOnTheMostAttendedPatches() throws {
    let method = try Self.method()
    let batch = try Self.batch()
    let views = try [batch.images, #require(batch.secondView)]
    let weights = Dictionary(uniqueKeysWithValues: method.parameters.entries.map { ($0.name, $0.tensor) })

    // The same, view by view and image by image, on a backbone and heads of their own: the average starts as a copy.
    let store = try ParameterStore(seed: 99)
    let clip = try CLIP(store.root / "base_model", spec: .golden)
    let contrastHead = try ProjectionHead(store.root / "image_mlp", widths: [128, 24, 24, 8], hasBias: true)
    let projector = try ProjectionHead(store.root / "im_proj_byol", widths: [128, 24, 8], hasBias: false)
    let predictor = try ProjectionHead(store.root / "im_pred_byol", widths: [8, 24, 8], hasBias: false)
    try store.load(weights)
    func classTokens(_ view: Tensor) throws -> Tensor {
      let attention = try #require(try clip.imageEncoder(view, attention: .meanOfBlocks).attention)
      let rows = try (0..<6).map { row in
        let scores = try attention.selected(0, row).values().dropFirst()
        let best = scores.enumerated().sorted { $0.element > $1.element }.prefix(6).map { Int64($0.offset) }
        let image = try view.narrowed(0, start: row, length: 1)
        return try clip.imageEncoder(image, keeping: Tensor(best.sorted(), shape: [1, 6])).classToken
      }
      return try Tensor.concatenated(rows, dimension: 0)
    }
    let texts = try clip.encode(captions: batch.captionIDs).global
    let same = try Similarity.sameIdentity(batch.identities)
    let classifier = (try #require(weights["classifier.weight"]), try #require(weights["classifier.bias"]))
    let tokens = try views.map(classTokens)
    let both = try Tensor.concatenated(tokens, dimension: 0)
    let whole = try Tensor.concatenated(views, dimension: 0)
    let predictions = try predictor(projector(both))
    let targets = try projector(clip.imageEncoder(whole).classToken)
    // Row by row: view 1 predicts the whole view 2, view 2 the whole view 1.
    let distances = try (0..<12).map { row in
      let (p, z) = try (predictions.selected(0, row), targets.selected(0, (row + 6) % 12))
      return try 2 - 2 * (p * z).sum().item() / (p.norm().item() * z.norm().item())
    }
    var expected = ["itc": 0.0, "bsdm": 0, "waf": 0, "id": 0]
    expected["simclr"] = try SimCLRLoss(temperature: 0.1)(contrastHead(both)).item()
    expected["byol"] = distances.reduce(0, +) / 12
    for token in tokens {
      let images = try clip.imageEncoder.projected(token)
      let similarities = try Similarity.cosine(texts: texts, images: images)
      func logits(_ x: Tensor) throws -> Tensor { try x.linear(weight: classifier.0, bias: classifier.1) }
      let terms = try [
        "itc": InfoNCE(temperature: 0.02).perPair(similarities: similarities, sameIdentity: same).mean(),
        "bsdm": BidirectionalSimilarityDistributionMatching().perPair(
          similarities: similarities, sameIdentity: same
        ).mean(),
        "waf": WeightAdjustmentFocalLoss().perPair(similarities: similarities, sameIdentity: same).mean(),
        "id": IdentityLoss.loss(
          imageLogits: logits(images), textLogits: logits(texts), identities: batch.identities),
      ]
      for (name, value) in terms { expected[name, default: 0] += try value.item() / 2 }
    }
    let terms = try method.losses(of: batch)
    #expect(terms.map(\.name) == ["itc", "simclr", "byol", "bsdm", "waf", "id"])
    for term in terms {
      let wanted = try #require(expected[term.name])
      #expect(try excess([term.value.item()], over: [wanted], absolute: 1e-4, relative: 1e-4) <= 0, "\(term.name)")
    }
  }

  /// "Combined with the original image": the image-text losses are means over both views and the image.
  @Test func theOriginalCountsAsAViewOfTheImageTextLosses() throws {
    let batch = try Self.batch()
    func terms(_ change: (inout AMNS) -> Void) throws -> [String: Double] {
      let terms = try Self.method(trainingSteps: 10, change).losses(of: batch)
      return Dictionary(uniqueKeysWithValues: try terms.map { ($0.name, try $0.value.item()) })
    }
    let masked = try terms { _ in }
    let original = try terms { $0.matchesWholeImages = true }
    let both = try terms { $0.views = .maskedAndOriginal }
    for name in ["bsdm", "waf", "id"] {
      let (views, image, found) = try (#require(masked[name]), #require(original[name]), #require(both[name]))
      #expect(abs(found - (2 * views + image) / 3) < 1e-4 * abs(found), "\(name)")
      #expect(views != image, "\(name)")
    }
    for name in ["simclr", "byol"] { #expect(both[name] == masked[name]) }
    #expect(both["itc"] != masked["itc"] && original["itc"] == masked["itc"])
    #expect(AMNS().views == .maskedAndOriginal)
  }

  @Test func aFrozenPatchEmbeddingStays() throws {
    for trains in [true, false] {
      let method = try Self.method { $0.trainsPatchEmbedding = trains }
      let before = try #require(method.parameters["base_model.visual.conv1.weight"]).values()
      var step = try Self.optimizer(method)
      try step(method.losses(of: Self.batch()))
      let after = try #require(method.parameters["base_model.visual.conv1.weight"]).values()
      #expect((before == after) == !trains)
    }
  }

  @Test func theAverageFollowsTheEncoderAndGetsNoGradient() throws {
    let method = try Self.method(trainingSteps: 8)
    var step = try Self.optimizer(method)
    let followed = ["base_model.visual.": "visual_ema.", "im_proj_byol.": "im_proj_byol_e."]
    let pairs = method.parameters.trainable.compactMap { entry in
      followed.first { entry.name.hasPrefix($0.key) }.map {
        (entry.name, $0.value + entry.name.dropFirst($0.key.count))
      }
    }
    #expect(pairs.count > 20)
    func values(_ name: String) throws -> [Double] {
      try #require(method.parameters[name], "\(name)").values(as: Double.self)
    }
    // 1 - 0.002 (1 + cos(pi step / 8)); the first update copies.
    let momenta = [0, 1 - 0.002 * (1 + 0.9238795325112867), 1 - 0.002 * (1 + 0.7071067811865476)]
    var averages: [String: [Double]] = [:]
    for (index, m) in momenta.enumerated() {
      for (source, copy) in pairs {
        let now = try values(source)
        averages[copy] = zip(averages[copy] ?? now, now).map { m * $0 + (1 - m) * $1 }
      }
      try step(method.losses(of: Self.batch(seed: UInt64(index))))
    }
    for (source, copy) in pairs {
      #expect(try excess(values(copy), over: averages[copy] ?? [], absolute: 1e-6, relative: 1e-5) <= 0, "\(copy)")
      #expect(try values(copy) != values(source))
    }
    let terms = try method.losses(of: Self.batch(seed: 9))
    try terms.dropFirst().reduce(terms[0].value) { try $0 + $1.value }.backward()
    for entry in method.parameters.entries {
      let gradient = try entry.tensor.gradient
      #expect(entry.isTrainable == (gradient != nil), "\(entry.name)")
      #expect(!entry.name.hasPrefix("visual_ema") || !entry.isTrainable)
    }
  }

  @Test func aSnapshotAndASeedRepeatTraining() throws {
    for masking in ImageViews.Masking.allCases {
      let (first, second) = try (Self.method { $0.masking = masking }, Self.method { $0.masking = masking })
      var (step, other) = try (Self.optimizer(first), Self.optimizer(second))
      for index in 0..<2 {
        let batch = try Self.batch(seed: UInt64(index))
        try step(first.losses(of: batch))
        try other(second.losses(of: batch))
      }
      let values = try step.readLosses()
      #expect(try other.readLosses() == values)
      // Another model that gets the weights goes on with the same average, mask and statistics.
      let third = try Self.method { $0.masking = masking }
      try third.parameters.load(
        Dictionary(uniqueKeysWithValues: first.parameters.entries.map { ($0.name, $0.tensor) }))
      let batch = try Self.batch(seed: 7)
      let expected = try first.losses(of: batch).map { try $0.value.item() }
      #expect(try third.losses(of: batch).map { try $0.value.item() } == expected)
      let embedding = try first.embed(images: batch.images)[0].values.values()
      #expect(try third.embed(images: batch.images)[0].values.values() == embedding)
    }
  }

  @Test(arguments: 0..<8) func theAblationRowsAreConfigurations(row: Int) throws {
    let (matching, focal, identity) = (row & 1 != 0, row & 2 != 0, row & 4 != 0)
    let method = try Self.method {
      $0.loss = matching ? .bsdm : .none
      $0.usesFocalLoss = focal
      $0.usesIdentityLoss = identity
    }
    #expect((method.parameters["classifier.weight"] != nil) == identity)
    let extra = [(matching, "bsdm"), (focal, "waf"), (identity, "id")].filter { $0.0 }.map { $0.1 }
    let terms = try method.losses(of: Self.batch())
    #expect(terms.map(\.name) == ["itc", "simclr", "byol"] + extra)
    let all = try Self.method().losses(of: Self.batch())
    for term in terms {
      let whole = try #require(all.first { $0.name == term.name })
      // The identity classifier is drawn after the backbone, so without it the heads start elsewhere.
      if identity || ["itc", "bsdm", "waf"].contains(term.name) {
        #expect(try term.value.item() == whole.value.item(), "\(term.name)")
      }
    }
  }

  @Test(arguments: AMNS.Loss.allCases, ImageViews.Masking.allCases)
  func smallBatchesAndAllRatiosAreFinite(loss: AMNS.Loss, masking: ImageViews.Masking) throws {
    for (count, ratio) in [(1, 0.5), (2, 0), (6, 0.99)] {
      let method = try Self.method {
        $0.loss = loss
        $0.masking = masking
        $0.maskRatio = ratio
      }
      let terms = try method.losses(of: Self.batch(count))
      try terms.dropFirst().reduce(terms[0].value) { try $0 + $1.value }.backward()
      #expect(try terms.allSatisfy { try $0.value.item().isFinite })
      for entry in method.parameters.trainable {
        let gradient = try entry.tensor.gradient
        #expect(try gradient.map { try $0.isFinite().all() } ?? true, "\(entry.name)")
      }
    }
  }

  @Test func masksKeepTheShareThatTheyShould() throws {
    #expect(PatchSelection.keptCount(of: 192, maskRatio: 0.5) == 96)
    #expect(PatchSelection.keptCount(of: 192, maskRatio: 0) == 192)
    #expect(PatchSelection.keptCount(of: 49, maskRatio: 0.5) == 24)
    #expect(PatchSelection.keptCount(of: 12, maskRatio: 0.99) == 1)
    let attention = try Tensor([9, 1, 5, 3, 4, 9, 2, 0, 8, 7] as [Float], shape: [2, 5])
    let best = try PatchSelection.mostAttended(attention, count: 2).values(as: Int64.self)
    #expect(best == [1, 3, 2, 3], "the class token's attention to itself does not count")
    func drawn(_ seed: UInt64) throws -> [Int64] {
      var generator = SeededGenerator(seed: seed, stream: "test")
      return try PatchSelection.random(rows: 40, patches: 12, count: 5, device: .cpu, generator: &generator)
        .values(as: Int64.self)
    }
    let rows = try drawn(1)
    #expect(try drawn(1) == rows && drawn(2) != rows)
    for row in 0..<40 { #expect(Set(rows[(5 * row)..<(5 * row + 5)]).count == 5) }
    #expect(Set(rows) == Set(0..<12))
  }

  @Test func aBatchWithoutASecondViewIsRefused() throws {
    var batch = try Self.batch()
    batch.secondView = nil
    #expect(throws: TrainingFailure.incompleteBatch(missing: "second view")) { try Self.method().losses(of: batch) }
  }

  @Test func fieldsAreResolvedAndChecked() throws {
    let entry = try MethodRegistry.method("amns")
    func fields(_ overrides: [String: JSONValue], width: Int = 768) throws -> [String: JSONValue] {
      let facts = StudyFacts(noiseRate: 0.5, datasetID: "synth-pedes", imageLayers: 3, imageWidth: width)
      guard case .object(let members) = try entry.resolved(overrides, for: facts).configuration else { return [:] }
      return members
    }
    let paper = try fields([:])
    #expect(paper["headHiddenWidth"] == .number(4096) && paper["headWidth"] == .number(256))
    let small = try fields(["headWidth": .number(32)], width: 64)
    #expect(small["headHiddenWidth"] == .number(341) && small["headWidth"] == .number(32))
    let wrong: [(String, JSONValue)] = [
      ("maskRatio", .number(1)), ("maskRatio", .number(-0.1)), ("temperature", .number(0)),
      ("momentum", .number(1.5)), ("focalGamma", .number(-1)), ("headWidth", .number(-1)),
      ("headHiddenWidth", .number(1e9)), ("loss", .string("bdsm")), ("masking", .string("attentive")),
      ("usesFocalLoss", .string("yes")),
    ]
    for (name, value) in wrong {
      let error = #expect(throws: MethodFailure.self, "\(name)") { try fields([name: value]) }
      #expect(error?.problem.contains(name) == true)
    }
    #expect(throws: MethodFailure.self) { try fields(["maskratio": .number(0.5)]) }
  }
}
