import BenchCore
import Checkpoints
import Foundation
import Models
import TestSupport
import Testing

/// Random damage to small files of every format: each is read or refused, never a crash or an endless wait.
@Suite struct CheckpointFuzzTests {
  private static let mutationCount = 5_000

  @Test func damagedFilesNeverCrash() throws {
    try withTemporaryFolder { folder in
      try Python.run(
        """
        import json, struct, sys, torch
        folder = sys.argv[1]
        state = {"a": torch.arange(6.0).reshape(2, 3), "b": torch.arange(6.0)[1:4], "c": torch.ones(2).half()}
        torch.save({"model": state, "epoch": 1}, f"{folder}/new.pth")
        torch.save(state, f"{folder}/legacy.pth", _use_new_zipfile_serialization=False)
        torch.jit.trace(torch.nn.Linear(1, 2), torch.zeros(1, 1)).save(f"{folder}/script.pt")
        header = json.dumps({"__metadata__": {"format": "pt"}, "a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
                             "b": {"dtype": "F16", "shape": [1, 2], "data_offsets": [8, 12]}}).encode()
        open(f"{folder}/small.safetensors", "wb").write(struct.pack("<Q", len(header)) + header + bytes(12))
        """, folder.path)
      for name in ["new.pth", "legacy.pth", "script.pt", "small.safetensors"] {
        let file = folder.appending(path: name)
        let original = [UInt8](try Data(contentsOf: file))
        #expect(try failure(of: file) == nil, "\(name)")
        var generator = SeededGenerator(seed: 1, stream: "fuzz \(name)")
        var refused = 0
        // In memory where the system can: twenty thousand small files keep a disk busy for minutes.
        let shared = URL(filePath: "/dev/shm")
        let place = FileManager.default.isWritableFile(atPath: shared.path) ? shared : folder
        let damaged = place.appending(path: "nc-bench-\(ProcessInfo.processInfo.processIdentifier)-\(name)")
        defer { try? FileManager.default.removeItem(at: damaged) }
        for _ in 0..<Self.mutationCount {
          try Data(mutated(original, &generator)).write(to: damaged)
          if try failure(of: damaged) != nil { refused += 1 }
        }
        #expect(refused > Self.mutationCount / 10 && refused < Self.mutationCount, "\(name): \(refused)")
      }
    }
  }

  /// One to four changes: bytes, interesting numbers, cuts, copies.
  private func mutated(_ original: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = original
    for _ in 0...generator.index(below: 4) where !bytes.isEmpty {
      let place = generator.index(below: bytes.count)
      switch generator.index(below: 6) {
      case 0: bytes[place] = UInt8(generator.index(below: 256))
      case 1: bytes[place] ^= 1 << UInt8(generator.index(below: 8))
      case 2:
        let number: UInt8 = [0, 0x7f, 0x80, 0xff][generator.index(below: 4)]
        for offset in place..<min(bytes.count, place + [1, 2, 4, 8][generator.index(below: 4)]) {
          bytes[offset] = number
        }
      case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + generator.index(below: 16)))
      case 4:
        let source = generator.index(below: bytes.count)
        bytes.insert(
          contentsOf: Array(bytes[source..<min(bytes.count, source + 1 + generator.index(below: 32))]), at: place)
      default: if generator.index(below: 8) == 0 { bytes.removeLast(bytes.count - place) }
      }
    }
    return bytes
  }
}
