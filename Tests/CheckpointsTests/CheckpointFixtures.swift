import BenchCore
import Checkpoints
import Foundation
import Models
import TestSupport
import Testing
import Torch

/// A small CLIP's size: 48 x 16 pixels, one block, one head.
extension ModelSpec {
  static let small = ModelSpec(
    imageHeight: 48, imageWidth: 16, patchHeight: 8, patchWidth: 8, visionWidth: 64, visionLayers: 1, visionHeads: 1,
    textWidth: 64, textLayers: 1, textHeads: 1, contextLength: 5, vocabularySize: 9, embeddingWidth: 4)
}

/// A bare CLIP with random weights.
func randomCLIP(_ spec: ModelSpec, seed: UInt64 = 1) throws -> (store: ParameterStore, clip: CLIP) {
  let store = try ParameterStore(seed: seed)
  return (store, try CLIP(store.root, spec: spec))
}

/// The failure of opening a file and reading every tensor of it; `nil` where all went well.
///
/// Any other error than a `CheckpointFailure` fails the test.
func failure(of file: URL) throws -> CheckpointFailure? {
  do {
    let checkpoint = try Checkpoint.open(file)
    for tensor in checkpoint.tensors { _ = try tensor.tensor() }
    return nil
  } catch let failure as CheckpointFailure {
    return failure
  }
}

/// A tensor as PyTorch reads it.
struct PyTorchTensor {
  var name: String
  var shape: [Int]
  var dtype: String
  /// The elements' bytes as float64.
  var bytes: Data

  /// Whether a tensor has the same shape, type and elements. A `Bool`, since a failed comparison of large arrays would
  /// be explained element by element.
  func equals(_ tensor: Tensor) throws -> Bool {
    let values = try tensor.values(as: Double.self)
    return try shape == tensor.shape && dtype == "torch.\(tensor.dtype)"
      && bytes == values.withUnsafeBytes { Data($0) }
  }
}

/// What PyTorch finds in a file, in order.
func tensorsAsPyTorchReads(_ file: URL) throws -> [PyTorchTensor] {
  struct Entry: Decodable {
    var name: String
    var shape: [Int]
    var dtype: String
    var byteCount: Int
  }
  return try withTemporaryFolder { folder in
    let output = folder.appending(path: "values").path
    let index = try Python.run(
      """
      import json, sys, torch
      path = sys.argv[1]
      if path.endswith(".pt"):
        state = torch.jit.load(path, map_location="cpu").state_dict()
      elif path.endswith(".safetensors"):
        # The format's own description.
        raw = open(path, "rb").read()
        size = int.from_bytes(raw[:8], "little")
        header = json.loads(raw[8:8 + size]); header.pop("__metadata__", None)
        types = {"F32": torch.float32, "F16": torch.float16, "I64": torch.int64}
        state, end = {}, 0
        for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
          first, last = entry["data_offsets"]
          assert first == end and (8 + size + first) % types[entry["dtype"]].itemsize == 0
          state[name] = torch.frombuffer(bytearray(raw[8 + size + first:8 + size + last]), dtype=types[entry["dtype"]]).reshape(entry["shape"])
          end = last
        assert 8 + size + end == len(raw)
      else:
        state = torch.load(path, map_location="cpu", weights_only=False)
        state = state.get("model", state)
      with open(sys.argv[2], "wb") as output:
        for tensor in state.values(): output.write(tensor.detach().double().contiguous().numpy().tobytes())
      print(json.dumps([dict(name=k, shape=list(v.shape), dtype=str(v.dtype), byteCount=8 * v.numel())
                        for k, v in state.items()]))
      """, file.path, output)
    var values = try Data(contentsOf: URL(filePath: output))
    return try JSONDecoder().decode([Entry].self, from: Data(index.utf8)).map { entry in
      defer { values = values.dropFirst(entry.byteCount) }
      return PyTorchTensor(
        name: entry.name, shape: entry.shape, dtype: entry.dtype, bytes: Data(values.prefix(entry.byteCount)))
    }
  }
}

/// Files that a Python script makes of the golden CLIP, which it has as `clip`, an `OrderedDict` of tensors.
func withClips(_ script: String, _ body: (URL) throws -> Void) throws {
  try withTemporaryFolder { folder in
    try Python.run(
      """
      import argparse, collections, copy, json, os, pathlib, sys, numpy, torch
      source, folder = sys.argv[1:]
      clip = torch.load(source, weights_only=True)
      clip = clip.get("model", clip)
      other = collections.OrderedDict((name, tensor + 1) for name, tensor in clip.items())
      def under(prefix, state): return {prefix + name: tensor for name, tensor in state.items()}
      def save(name, value): torch.save(value, f"{folder}/{name}.pth")
      """ + "\n" + script, Repository.goldens.appending(path: "clip_tiny_state_dict.pth").path, folder.path)
    try body(folder)
  }
}

/// Loads a file into a model of its own size and compares all parameters with the golden CLIP's.
///
/// - Parameter difference: What was added to every element of the golden's.
@discardableResult
func loadClip(
  _ location: URL, as reading: WeightsReading = WeightsReading(), difference: Float = 0
) throws -> (checkpoint: Checkpoint, report: LoadReport) {
  let checkpoint = try Checkpoint.open(location, as: reading)
  let spec = try checkpoint.inferredModel()
  let (store, _) = try randomCLIP(spec)
  let report = try checkpoint.load(into: store, model: spec)
  let golden = try Checkpoint.open(Repository.goldens.appending(path: "clip_tiny_state_dict.pth"))
  for entry in store.entries {
    let expected = try #require(golden[entry.name]).tensor().values(as: Float.self).map { $0 + difference }
    let isEqual = try entry.tensor.values(as: Float.self) == expected
    #expect(isEqual, "\(location.lastPathComponent) \(entry.name)")
  }
  return (checkpoint, report)
}

/// The refusal of loading a file into a CLIP of its own size; `nil` where it loads.
func refusal(of location: URL, as reading: WeightsReading = WeightsReading()) throws -> String? {
  do {
    let checkpoint = try Checkpoint.open(location, as: reading)
    let spec = try checkpoint.inferredModel()
    try checkpoint.load(into: randomCLIP(spec).store, model: spec)
    return nil
  } catch let failure as CheckpointFailure {
    return failure.description
  }
}
