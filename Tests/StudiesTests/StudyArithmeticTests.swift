import BenchCore
import Methods
import StudyTestSupport
import Testing

@testable import Studies

/// How the numbers of planned runs are computed.
@Suite struct StudyArithmeticTests {
  private static let embedded = ModelSpec.embedded(vocabularySize: 100, contextLength: 40)

  /// On a GPU from CLIP's weights, runs are to be compared with published numbers, which have the papers' precision.
  @Test(
    arguments: [
      ("cpu", ModelSpec.paper, nil, .fp32), ("cpu", .paper, .paper, .paper), ("cpu", .paper, .bf16, .bf16),
      ("cpu", embedded, nil, .fp32), ("cpu", embedded, .paper, .paper),
      ("cuda", .paper, nil, .paper), ("cuda", .paper, .fp32, .fp32), ("cuda", .paper, .fp16, .fp16),
      ("cuda", embedded, nil, .fp32), ("cuda", embedded, .paper, .paper),
      ("privateuseone", .paper, nil, .fp32),
    ] as [(String, ModelSpec, Precision?, Precision)])
  func precisionFollowsDeviceAndVocabulary(
    device: String, model: ModelSpec, asked: Precision?, expected: Precision
  ) throws {
    var request = StudyRequest(methods: ["irra-sdm"])
    (request.device, request.precision) = (device, asked)
    #expect(request.arithmetic(for: [], model).precision == expected)
    let epsilon = request.recipe(for: model).adamEpsilon
    #expect(epsilon == (model == .paper || expected == .paper ? 1e-3 : 1e-8))
  }

  /// What nobody asked for is told.
  @Test(
    arguments: [(nil, .paper, true), (nil, .fp32, false), (.paper, .paper, false)] as [(Precision?, Precision, Bool)])
  func thePapersPrecisionIsToldWhereNobodyAskedForIt(asked: Precision?, used: Precision, isTold: Bool) throws {
    var request = StudyRequest(methods: ["irra-sdm"])
    request.precision = asked
    let runs = try TinyStudy.runs { $0.precision = used }
    let study = StudyPlan.Study(request: request, weights: [:], runs: runs, sharedCount: 0)
    #expect(study.hasPaperPrecisionByDefault == isTold)
  }

  /// What changes no number makes no other run.
  @Test func tf32IsNothingOnACPU() throws {
    let plain = try TinyStudy.runs()
    #expect(try TinyStudy.runs { $0.usesTF32 = true } == plain)
    let onGPU = try TinyStudy.runs { ($0.device, $0.usesTF32) = ("cuda", true) }
    #expect(onGPU.allSatisfy { $0.spec.setup?.arithmetic.usesTF32 == true })
  }

  /// AMNS encodes two views of each of the 16 images of a batch.
  @Test(
    arguments: [
      ("irra-sdm", 8, 8), ("irra-sdm", 15, 15), ("irra-sdm", 16, nil), ("irra-sdm", 1000, nil), ("amns", 16, 16),
      ("amns", 31, 31), ("amns", 32, nil),
    ] as [(String, Int, Int?)])
  func microBatchesOfTheWholeBatchAreNone(method: String, asked: Int, size: Int?) throws {
    let runs = try TinyStudy.runs {
      $0.methods = [method]
      $0.microBatchSize = asked
    }
    #expect(runs.map(\.spec.setup?.arithmetic.microBatchSize) == [size])
    if size == nil { #expect(try runs == TinyStudy.runs { $0.methods = [method] }) }
  }
}
