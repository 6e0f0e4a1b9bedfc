import BenchCore
import Foundation
import HDF5
import ResultStore
import TestSupport
import Testing

/// Readers end in a value or in one error that names the file, whatever is in it.
///
/// `NCBENCH_MUTATIONS` asks for more than a few files a reader, `NCBENCH_SEED` for other ones.
@Suite struct MutationTests {
  private static func setting(_ name: String, _ standard: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
  }

  private func read(_ kind: String, _ source: URL, in folder: URL, _ body: (URL) throws -> Void) throws {
    let count = Self.setting("NCBENCH_MUTATIONS", 120)
    let mutations = folder.appending(path: "mutations")
    try Python.check(
      "fuzz_hdf5.py", "make", "--kind", kind, "--source", source.path, "--folder", mutations.path, "--mutations",
      "\(count)", "--seed", "\(Self.setting("NCBENCH_SEED", 1))")
    var failed = 0
    for number in 0..<count {
      let name = String(repeating: "0", count: max(0, 5 - "\(number)".count)) + "\(number).h5"
      let file = mutations.appending(path: name)
      let start = ContinuousClock.now
      do {
        try body(file)
      } catch let failure as any BenchFailure {
        failed += 1
        #expect(failure.location?.hasPrefix(file.path) == true, "\(failure)")
      }
      let seconds = ContinuousClock.now - start
      // Processor time is what is limited to seconds; the clock allows for a busy machine.
      #expect(seconds < .seconds(60), "\(file.lastPathComponent): \(seconds)")
    }
    #expect((1..<count).contains(failed))
  }

  @Test func results() throws {
    try withTemporaryFolder { folder in
      let source = folder.appending(path: "whole.h5")
      try ResultStore.write(.sample(), to: source)
      try read("result", source, in: folder) { _ = try ResultStore.read($0) }
    }
  }

  @Test func embeddings() throws {
    try withTemporaryFolder { folder in
      let source = folder.appending(path: "whole.h5")
      try Python.run(
        """
        import h5py, numpy as np, sys
        with h5py.File(sys.argv[1], 'w') as f:
            for head, width in ('global', 16), ('tse', 8):
                f.create_dataset(f'query/{head}', data=np.random.rand(60, width).astype('f4'), compression='gzip')
                f[f'gallery/{head}'] = np.random.rand(30, width)
            f['query_identities'], f['gallery_identities'] = np.arange(60) // 2, np.arange(30)
            f['captions'] = [f'caption {i}' for i in range(60)]
            f.create_dataset('gallery_files', data=[f'{i}.jpg' for i in range(30)], chunks=(7,), compression='gzip')
            f.attrs['note'] = 'text'
        """, source.path)
      try read("embeddings", source, in: folder) { _ = try EmbeddingFile.read($0) }
    }
  }
}
