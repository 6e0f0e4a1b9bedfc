import Foundation
import HDF5
import TestSupport
import Testing

/// What is written is read again, by this module and by h5py.
@Suite struct RoundTripTests {
  private func check<Element: HDF5Element & Equatable>(_ values: [Element], shape: [Int]) throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "values.h5")
      try File.create(at: file) { root in
        try root.write(values, shape: shape, to: "a/b/values")
        try root.write(values, shape: shape, to: "compressed", compression: Compression())
        try root.attributes.write(values, to: "list")
        try root.attributes.write(values[0], to: "single")
      }
      let root = try File.open(file)
      let expected = HDF5Array(shape: shape, values: values)
      #expect(try root.read("a/b/values") == expected)
      #expect(try root.read("compressed") == expected)
      #expect(try root.attributes.read("list") == HDF5Array(shape: [values.count], values: values))
      #expect(try root.attributes.scalar("single") == values[0])
    }
  }

  @Test func keepsNumbers() throws {
    try check([Float.pi, -0.0, .infinity, .leastNonzeroMagnitude, 1, 2], shape: [2, 3])
    try check([Double.pi, .greatestFiniteMagnitude], shape: [2, 1])
    try check([Int.min, .max, 0, 1, 2, 3, 4, 5], shape: [2, 2, 2])
    try check([Int8.min, .max], shape: [2])
    try check([Int16.min, .max], shape: [2])
    try check([Int32.min, .max], shape: [2])
    try check([Int64.min, .max], shape: [2])
    try check([UInt8.max, 0], shape: [2])
    try check([UInt16.max, 0], shape: [2])
    try check([UInt32.max, 0], shape: [2])
    try check([UInt64.max, 0], shape: [2])
  }

  @Test func keepsTruthValuesAndStrings() throws {
    try check([true, false, false, true], shape: [4])
    try check(["", "caption", "größer 人", String(repeating: "x", count: 100_000)], shape: [2, 2])
  }

  @Test func keepsManyCompressedRows() throws {
    try check((0..<700_000).map { Float($0 % 1000) }, shape: [7000, 100])
  }

  @Test func keepsSingleAndMissingValues() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "values.h5")
      try File.create(at: file) { root in
        try root.write(1.5, to: "single")
        try root.write([Float](), shape: [0, 512], to: "empty", compression: Compression())
        try root.attributes.write([String](), to: "none")
      }
      let root = try File.open(file)
      #expect(try root.doubles("single") == HDF5Array(shape: [], values: [1.5]))
      #expect(try root.floats("empty") == HDF5Array(shape: [0, 512], values: []))
      #expect(try root.attributes.read("none", as: String.self).values.isEmpty)
    }
  }

  @Test func convertsWithoutLossOrThrows() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "values.h5")
      try File.create(at: file) { root in
        try root.write([Int8(-1), 0, 1], to: "small")
        try root.write([300, 1], to: "large")
        try root.write([UInt64.max], to: "huge")
        try root.write([0.5], to: "fraction")
        try root.write(["1"], to: "text")
        try root.write([true, false], to: "truth")
      }
      let root = try File.open(file)
      #expect(try root.doubles("small").values == [-1, 0, 1])
      #expect(try root.integers("small").values == [-1, 0, 1])
      #expect(try root.bools("small").values == [true, false, true])
      #expect(try root.bools("large").values == [true, true])
      #expect(try root.integers("truth").values == [1, 0])
      #expect(try root.floats("truth").values == [1, 0])
      #expect(try root.floats("fraction").values == [0.5])
      #expect(throws: HDF5Failure.unrepresentable(file: file.path, object: "/small", reason: "-1 does not fit UInt8")) {
        try root.bytes("small")
      }
      #expect(throws: HDF5Failure.unrepresentable(file: file.path, object: "/large", reason: "300 does not fit Int8")) {
        try root.read("large", as: Int8.self)
      }
      #expect(throws: HDF5Failure.self) { try root.integers("huge") }
      for name in ["fraction", "text"] {
        #expect {
          try root.integers(name)
        } throws: { error in
          if case HDF5Failure.unexpectedType(_, "/\(name)", "Int", _) = error { true } else { false }
        }
      }
      #expect(throws: HDF5Failure.self) { try root.strings("small") }
      #expect(throws: HDF5Failure.self) { try root.bools("fraction") }
    }
  }

  @Test func h5pyReadsWhatIsWritten() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "values.h5")
      try File.create(at: file) { root in
        try root.write(
          (0..<6000).map(Float.init),
          shape: [2000, 3],
          to: "g/floats",
          compression: Compression(level: 9)
        )
        try root.write([true, false], to: "g/truth")
        try root.write(["a", "größer"], to: "g/strings")
        try root.write([UInt16](), shape: [0, 2], to: "g/empty")
        let attributes = try root.group("g").attributes
        try attributes.write("größer", to: "text")
        try attributes.write(true, to: "truth")
        try attributes.write(Int.max, to: "integer")
        try attributes.write([0.1, 0.2], to: "list")
        try attributes.write([Int](), to: "empty")
        try attributes.write(["x", "y"], to: "names")
      }
      try Python.run(
        """
        import h5py, numpy, sys
        g = h5py.File(sys.argv[1])['g']
        assert g['floats'].dtype == '<f4' and g['floats'].compression == 'gzip' and g['floats'].shuffle
        assert (g['floats'][()] == numpy.arange(6000).reshape(2000, 3)).all()
        assert g['truth'].dtype == bool and list(g['truth']) == [True, False]
        assert list(g['strings'].asstr()) == ['a', 'größer']
        assert g['empty'].shape == (0, 2) and g['empty'].dtype == '<u2'
        a = g.attrs
        assert a['text'] == 'größer' and a['truth'] is numpy.True_ and a['integer'] == 2**63 - 1
        assert list(a['list']) == [0.1, 0.2] and a['empty'].shape == (0,) and list(a['names']) == ['x', 'y']
        """,
        file.path
      )
    }
  }

  @Test func readsWhatH5pyWrites() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "values.h5")
      try Python.run(
        """
        import h5py, numpy, sys
        f = h5py.File(sys.argv[1], 'w')
        f['truth'] = numpy.array([[True], [False]])
        f['big_endian'] = numpy.arange(3, dtype='>i4')
        f['half'] = numpy.array([0.5, 2], 'f2')
        f['fixed'] = numpy.array([b'abc', b'de'], 'S3')
        f['variable'] = ['größer', '']
        f['compound'] = numpy.zeros(2, [('x', 'f4')])
        f['latin'] = numpy.array([b'gr\\xf6'], 'S3')
        f.create_dataset('szipless', data=numpy.arange(100), chunks=(7,), fletcher32=True, compression='gzip')
        f['null'] = h5py.Empty('f4')
        f['link'] = h5py.SoftLink('/truth')
        f['dangling'] = h5py.SoftLink('/nowhere')
        space = h5py.h5t.C_S1.copy(); space.set_size(4); space.set_strpad(h5py.h5t.STR_SPACEPAD)
        d = h5py.h5d.create(f.id, b'padded', space, h5py.h5s.create_simple((1,)))
        d.write(h5py.h5s.ALL, h5py.h5s.ALL, numpy.array([b'ab'], 'S4'), mtype=None)
        """,
        file.path
      )
      let root = try File.open(file)
      #expect(try root.bools("truth") == HDF5Array(shape: [2, 1], values: [true, false]))
      #expect(try root.dataset("truth").elementType() == .boolean)
      #expect(try root.integers("big_endian").values == [0, 1, 2])
      #expect(try root.floats("half").values == [0.5, 2])
      #expect(try root.strings("fixed").values == ["abc", "de"])
      #expect(try root.strings("variable").values == ["größer", ""])
      #expect(try root.strings("padded").values == ["ab"])
      #expect(try root.integers("szipless").values == Array(0..<100))
      #expect(try root.floats("null") == HDF5Array(shape: [0], values: []))
      #expect(try root.bools("link").values == [true, false])
      // There, and not to be read: nothing is taken for missing.
      for name in ["dangling", "compound"] {
        #expect(try root.kind(of: name) == .dataset)
        #expect(throws: HDF5Failure.self) { try root.floats(name) }
      }
      #expect(throws: HDF5Failure.self) { try root.strings("latin") }
    }
  }
}
