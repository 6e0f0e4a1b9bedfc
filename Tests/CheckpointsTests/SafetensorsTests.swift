import BenchCore
import Checkpoints
import Foundation
import Models
import TestSupport
import Testing
import Torch

/// The safetensors reader on malformed files, and the writer against other readers.
@Suite struct SafetensorsTests {
  /// The bytes of a file with a header of one's own.
  private func bytes(_ header: String, data: Int, length: UInt64? = nil) -> Data {
    withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) { Data($0) } + Data(header.utf8)
      + Data(count: data)
  }

  private func problem(_ content: Data) throws -> String? {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "weights.safetensors")
      try content.write(to: file)
      return try failure(of: file)?.description
    }
  }

  @Test func aPlainFileIsRead() throws {
    let header =
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[],"data_offsets":[8,9]}}"#
    #expect(try problem(bytes(header, data: 9)) == nil)
    #expect(try problem(bytes("{}", data: 0)) == nil)
    #expect(
      try problem(bytes(#"{"__metadata__":{"a":"b"},"e":{"dtype":"F32","shape":[0,3],"data_offsets":[0,0]}}"#, data: 0))
        == nil)
  }

  @Test(arguments: [
    (
      #""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}"#,
      12, "overlaps"
    ),
    (
      #""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#, 8,
      "overlaps"
    ),
    (#""a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}"#, 12, "follows a gap"),
    (#""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#, 9, "belong to no tensor"),
    (#""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#, 7, "lies at bytes 0 to 8 of 7"),
    (#""a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}"#, 8, "no range"),
    (#""a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}"#, 8, "lies at bytes -8"),
    (#""a":{"dtype":"F32","shape":[2],"data_offsets":[0]}"#, 8, "no range"),
    (#""a":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}"#, 8, "lies at bytes"),
    (#""a":{"dtype":"F32","shape":[2],"data_offsets":[0,1e99]}"#, 8, "not the JSON"),
    (#""a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}"#, 8, "larger than its storage"),
    (#""a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}"#, 8, "not the size"),
    (#""a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}"#, 8, "negative"),
    (#""a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}"#, 8, "impossible sizes"),
    (#""a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}"#, 8, "elements of type unknown"),
    (#""a":{"dtype":"F32","shape":"x","data_offsets":[0,8]}"#, 8, "not the JSON"),
    (
      #""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}"#,
      16, "used twice"
    ),
    (
      #""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"\u0061":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#,
      8, "used twice"
    ),
    (#""__metadata__":{"a":1}"#, 0, "not the JSON"), (#""a":5"#, 0, "not the JSON"), ("]", 0, "not the JSON"),
  ])
  func malformedHeadersAreRefused(members: String, data: Int, word: String) throws {
    let problem = try #require(try problem(bytes("{\(members)}", data: data)))
    #expect(problem.contains(word), "\(problem)")
  }

  @Test func malformedLengthsAreRefused() throws {
    for length: UInt64 in [.max, 1 << 63, 1 << 40, 100_000_001, 3] {
      #expect(try problem(bytes("{}", data: 4, length: length)) != nil, "\(length)")
    }
    let nested = String(repeating: #"{"a":"#, count: 100_000)
    #expect(try #require(try problem(bytes(nested, data: 0))).contains("not the JSON"))
  }

  /// What is written can be read: above what a reader takes, the writer refuses too.
  @Test func longHeadersAreRefusedByReadersAndWriters() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "long.safetensors")
      let long = [String(repeating: "a", count: 9): String(repeating: "b", count: 9 << 20)]
      let error = #expect(throws: CheckpointFailure.self) {
        try SafetensorsWriter.write([], metadata: long, to: file)
      }
      #expect(try #require(error).problem.contains("its header would have 94"), "\(String(describing: error))")
      #expect(!FileManager.default.fileExists(atPath: file.path))
      // A file of our own may say more.
      try SafetensorsWriter.write([], metadata: long, checksum: "checksum", to: file)
      let archive = try SafetensorsArchive(file)
      try archive.verify()
      #expect(archive.metadata["aaaaaaaaa"]?.utf8.count == 9 << 20)
      guard case .excessive(let what) = try failure(of: file)?.reason else {
        Issue.record("as weights it is refused")
        return
      }
      #expect(what.contains("the limit is 8388608"), "\(what)")
    }
  }

  @Test(arguments: [SafetensorsWriter.Precision.unchanged, .half])
  func pyTorchReadsWhatIsWritten(precision: SafetensorsWriter.Precision) throws {
    let (store, _) = try randomCLIP(.small)
    let counter = try store.root.buffer("counter", [], value: 7, dtype: .int64)
    let large = try store.root.parameter("large", [2], .ones)
    try large.copy(from: large * 1e6)
    #expect(try counter.item() == 7)
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "small.safetensors")
      try SafetensorsWriter.write(
        store.checkpointItems(), metadata: ["épo\"que": "3\n"], precision: precision, to: file)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["small.safetensors"])
      let tensors = try tensorsAsPyTorchReads(file)
      #expect(Set(tensors.map(\.name)) == Set(store.entries.map(\.name) + ["logit_scale"]))
      for tensor in tensors where tensor.name != "logit_scale" {
        let original = try #require(store[tensor.name])
        let keeps = precision == .unchanged || ["large", "counter"].contains(tensor.name)
        let isEqual = try tensor.equals(keeps ? original : original.to(.float16))
        #expect(isEqual, "\(tensor.name)")
      }
      let checkpoint = try Checkpoint.open(
        file, as: WeightsReading(ignored: ["counter", "l*e"], activation: .quickGELU))
      #expect(checkpoint.metadata["épo\"que"] == "3\n")
      let (other, _) = try randomCLIP(.small, seed: 2)
      let report = try checkpoint.load(into: other, model: .small)
      #expect(report.ignored == [] && report.unmatchedPatterns == [])
      #expect(report.left.mapValues(Set.init) == ["counter": ["counter"], "l*e": ["large", "logit_scale"]])
      #expect(report.lines.count == 4)
      #expect(throws: CheckpointFailure.self) { try Checkpoint.open(file).load(into: other, model: .small) }
    }
  }

  /// What was trained in half precision is stored so, and comes back exactly, also into a model in single precision.
  @Test func weightsKeepTheTypesThatWereTrained() throws {
    func clip(_ precision: Precision, seed: UInt64) throws -> ParameterStore {
      let store = try ParameterStore(seed: seed, computation: Computation(precision: precision))
      _ = try CLIP(store.root, spec: .small)
      return store
    }
    let trained = try clip(.paper, seed: 1)
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "paper.safetensors")
      try SafetensorsWriter.write(trained.checkpointItems(), metadata: [:], to: file)
      let checkpoint = try Checkpoint.open(file)
      let types = Dictionary(uniqueKeysWithValues: checkpoint.tensors.map { ($0.name, $0.type) })
      #expect(types["visual.proj"] == .float16 && types["visual.transformer.resblocks.0.attn.in_proj_bias"] == .float16)
      #expect(types["ln_final.weight"] == .float32 && types["token_embedding.weight"] == .float32)
      let rows = try CheckpointSummary(checkpoint).tensorRows
      #expect(rows.contains { $0.contains("visual.proj") && $0.contains("F16") })
      for (precision, seed) in [(Precision.paper, 2), (.fp32, 3)] as [(Precision, UInt64)] {
        let store = try clip(precision, seed: seed)
        try checkpoint.load(into: store, model: .small)
        for entry in store.entries {
          let original = try #require(trained[entry.name])
          #expect(try entry.tensor.values(as: Double.self) == original.values(as: Double.self), "\(entry.name)")
          #expect(try entry.tensor.dtype == (precision == .paper ? original.dtype : .float32))
        }
      }
    }
  }

  @Test func aFullDiskLeavesTheOldFile() throws {
    let (store, _) = try randomCLIP(.small)
    let error = #expect(throws: CheckpointFailure.self) {
      try SafetensorsWriter.write(store.checkpointItems(), to: URL(filePath: "/proc/weights.safetensors"))
    }
    #expect(try #require(error).description.contains("cannot be written"))
  }

  @Test func weightsThatAreNoNumbersAreTold() throws {
    let (store, _) = try randomCLIP(.small)
    let weight = try #require(store["visual.proj"])
    try weight.copy(from: .full(weight.shape, .nan))
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "nan.safetensors")
      try SafetensorsWriter.write(store.checkpointItems(), to: file)
      let checkpoint = try Checkpoint.open(file)
      #expect(try checkpoint.tensorsWithoutFiniteNumbers() == ["visual.proj"])
      let (other, _) = try randomCLIP(.small, seed: 2)
      #expect(try checkpoint.load(into: other, model: .small).notFinite == ["visual.proj"])
    }
  }

  @Test func aRunsCheckpointRebuildsItsModel() throws {
    var model = ModelSpec.small
    (model.patchHeight, model.patchWidth, model.visionHeads) = (16, 4, 4)
    let spec = RunSpec(
      dataset: DatasetSpec(id: "d", annotationChecksum: "0"),
      noise: NoiseSpec(injector: "shuffle", rate: 0.2, seed: 1, indexChecksum: "0"),
      method: MethodSpec(id: "m", revision: 1, configuration: .object(["a": .number(0.5)])),
      training: .here(
        TrainingSetup(
          model: model, recipe: .paper, augmentation: AugmentationSpec(image: "paper", padding: 1, text: true))),
      selection: .val, seed: 1,
      threads: 1, device: "cpu")
    let metadata = RunMetadata(spec: spec, signature: "s", checkpoint: .best, epoch: 4, toolVersion: "1")
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "run.best.safetensors")
      let (store, _) = try randomCLIP(model)
      try SafetensorsWriter.write(store.checkpointItems(), metadata: metadata.entries(), to: file)
      let checkpoint = try Checkpoint.open(file)
      // Neither the heads nor the 3 x 4 patches could be guessed.
      #expect(checkpoint.runSpec == spec)
      #expect(try checkpoint.inferredModel() == model)
      #expect(checkpoint.metadata["epoch"] == "4" && checkpoint.metadata["checkpoint"] == "best")

      // A header that would divide by zero is not believed.
      model.patchHeight = 0
      var foreign = metadata
      foreign.spec.setup?.model = model
      try SafetensorsWriter.write(store.checkpointItems(), metadata: foreign.entries(), to: file)
      #expect(try Checkpoint.open(file).runSpec == nil)
      #expect(try Checkpoint.open(file).warnings.count == 1)
    }
  }
}
