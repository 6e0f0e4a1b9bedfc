import BenchCore
import Foundation
import TestSupport
import Testing

/// NumPy writes, this reads: the same numbers, or an error that says what is wrong.
@Suite struct NPYArrayTests {
  /// A folder of files that NumPy wrote from `[[1.5, -2, 0.1], [65504, 1e-8, -0.0]]` and other arrays.
  private func withFiles(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try Python.run(
        """
        import numpy as np, sys, os
        os.chdir(sys.argv[1])
        a = np.array([[1.5, -2, 0.1], [65504, 1e-8, -0.0]])
        for kind in 'f2', 'f4', 'f8': np.save(kind, a.astype('<' + kind))
        for kind in 'i4', 'i8': np.save(kind, np.array([-1, 0, 2**31 - 1], '<' + kind))
        np.save('big', a.astype('>f4')); np.save('fortran', np.asfortranarray(a))
        np.save('u2', a.astype('u2')); np.save('text', np.array(['a'])); np.save('objects', np.array([{}], object))
        np.save('scalar', np.float32(3)); np.save('none', np.zeros((0, 4), 'f4')); np.save('huge', np.array([1e300, 1]))
        np.savez('archive', a=a); np.save('many', np.arange(24, dtype='f4').reshape(2, 3, 4))
        """, folder.path)
      try body(folder)
    }
  }

  @Test func readsTheNumbersNumPyWrote() throws {
    try withFiles { folder in
      func array(_ name: String) throws -> NPYArray {
        try NPYArray(contentsOf: folder.appending(path: "\(name).npy"), accepting: NPYArray.Element.allCases)
      }
      let exact: [Double] = [1.5, -2, 0.1, 65504, 1e-8, -0.0]
      for name in ["f4", "f8"] {
        #expect(try array(name).shape == [2, 3])
        #expect(try array(name).floats().map(\.bitPattern) == exact.map { Float($0).bitPattern })
        #expect(try array(name).integers() == nil)
      }
      #expect(try array("f2").floats().map(\.bitPattern) == exact.map { Float(Float16($0)).bitPattern })
      for name in ["i4", "i8"] { #expect(try array(name).integers() == [-1, 0, 2_147_483_647]) }
      for (name, shape, values) in [
        ("scalar", [], [3]), ("none", [0, 4], []), ("many", [2, 3, 4], (0..<24).map { Float($0) }),
      ] as [(String, [Int], [Float])] {
        let read = try array(name)
        #expect(read.shape == shape)
        #expect(read.floats() == values)
      }
      #expect(try array("huge").floats() == [.infinity, 1])
    }
  }

  @Test func saysWhatIsWrong() throws {
    try withFiles { folder in
      func defect(_ name: String, _ accepted: [NPYArray.Element] = [.float32]) throws -> NPYFailure? {
        let file = folder.appending(path: name)
        return #expect(throws: NPYFileFailure.self) { try NPYArray(contentsOf: file, accepting: accepted) }?.defect
      }
      #expect(try defect("big.npy") == .bigEndian(">f4"))
      #expect(try defect("fortran.npy", [.float64]) == .fortranOrder)
      #expect(try defect("u2.npy") == .unsupportedType("'<u2'", expected: "float32"))
      #expect(try defect("text.npy", [.float32, .float16]) == .unsupportedType("'<U1'", expected: "float32, float16"))
      #expect(try defect("objects.npy") == .unsupportedType("'|O'", expected: "float32"))
      #expect(try defect("archive.npz") == .notNPY)
      #expect(try defect("nothing.npy") == .missing)
      #expect(try defect(".") == .notAFile)
      let whole = try Data(contentsOf: folder.appending(path: "f4.npy"))
      for (size, expected) in [
        (0, NPYFailure.notNPY), (whole.count - 1, .truncatedData(expectedBytes: 24, foundBytes: 23)),
      ] {
        try whole.prefix(size).write(to: folder.appending(path: "cut.npy"))
        #expect(try defect("cut.npy") == expected)
      }
    }
  }

  @Test func aHeaderCannotMakeItAllocate() throws {
    let small = NPYArray.encode([1, 2, 3])
    for shape in ["4611686018427387904, 4", "9223372036854775807,", "0, 9223372036854775807, 9223372036854775807"] {
      let text = "{'descr': '<i8', 'fortran_order': False, 'shape': (\(shape)), }"
      var data = Data(small.prefix(8)) + Data([UInt8(text.utf8.count), 0]) + Data(text.utf8)
      data.append(small.suffix(24))
      #expect(throws: NPYFailure.self) { try NPYArray(decoding: data, accepting: [.int64]) }
    }
  }

  @Test func encodesAsNumPy() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "index.npy")
      try NPYArray.encode([3, -1, 1 << 40]).write(to: file)
      let script = "import numpy as np, sys; a = np.load(sys.argv[1]); print(a.dtype.str, a.tolist())"
      #expect(try Python.run(script, file.path) == "<i8 [3, -1, 1099511627776]\n")
    }
  }
}
