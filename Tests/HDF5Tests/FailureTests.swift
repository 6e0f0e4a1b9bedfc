import BenchCore
import Foundation
import HDF5
import TestSupport
import Testing

/// Bad files and wrong questions end in typed errors that name the file and the object.
@Suite struct FailureTests {
  private func isDamagedOrForeign(_ error: any Error) -> Bool {
    switch error {
    case HDF5Failure.damaged, HDF5Failure.notHDF5: true
    default: false
    }
  }

  @Test func refusesFilesThatAreNotHDF5() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "file.h5")
      for contents in [Data(), Data("{}".utf8), Data(repeating: 0, count: 5000)] {
        try contents.write(to: file)
        #expect(throws: HDF5Failure.notHDF5(file: file.path)) { try File.open(file) }
      }
    }
  }

  @Test func refusesTruncatedFiles() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "file.h5")
      try File.create(at: file) { try $0.write((0..<500).map(Double.init), to: "group/values") }
      let whole = try Data(contentsOf: file)
      for length in [1, 8, 40, 96, 100, whole.count / 2, whole.count - 1] {
        try whole.prefix(length).write(to: file)
        #expect(performing: { try File.open(file) }, throws: isDamagedOrForeign)
      }
    }
  }

  @Test func refusesWhatIsNoFile() throws {
    try withTemporaryFolder { folder in
      let missing = folder.appending(path: "missing.h5")
      #expect(
        throws: HDF5Failure.fileSystem(operation: "open", file: missing.path, reason: "No such file or directory")
      ) { try File.open(missing) }
      #expect(
        throws: HDF5Failure.fileSystem(operation: "open", file: folder.path, reason: "it is a folder")
      ) { try File.open(folder) }
      let pipe = folder.appending(path: "pipe")
      #expect(mkfifo(pipe.path, 0o600) == 0)
      #expect(throws: HDF5Failure.self) { try File.open(pipe) }
    }
  }

  /// Of the block in front, of structures, of strings and of numbers.
  @Test func everyChangedByteIsReported() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "file.h5")
      try File.create(at: file) { root in
        try root.write([true, false], to: "group/truth")
        try root.write((0..<2000).map(Float.init), to: "group/values", compression: Compression())
        try root.attributes.write("text", to: "text")
      }
      let whole = try Data(contentsOf: file)
      for position in stride(from: 0, to: whole.count, by: 53) {
        var damaged = whole
        damaged[position] ^= 1 << UInt8(position % 8)
        try damaged.write(to: file)
        // A file whose first words have changed is one of another origin.
        if position < 24 {
          #expect(try !File.open(file).isSealed)
        } else {
          #expect(performing: { try File.open(file) }, throws: isDamagedOrForeign)
        }
      }
      for other in [whole + [0], whole.dropLast(), whole.prefix(512)] {
        try other.write(to: file)
        #expect(performing: { try File.open(file) }, throws: isDamagedOrForeign)
      }
    }
  }

  @Test func refusesAbsurdShapesBeforeAllocating() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "file.h5")
      try Python.run(
        """
        import h5py, sys
        f = h5py.File(sys.argv[1], 'w')
        f.create_dataset('contiguous', shape=(2**40,), dtype='f4')
        f.create_dataset('compressed', shape=(2**50,), dtype='f4', chunks=(1024,), compression='gzip')
        f.create_dataset('overflowing', shape=(2**31, 2**31, 2**31), dtype='f8', chunks=(1, 1, 8))
        f.create_dataset('unwritten', shape=(1000,), dtype='f4', fillvalue=3, chunks=(10,))
        """,
        file.path
      )
      let root = try File.open(file)
      for name in ["contiguous", "compressed", "overflowing"] {
        #expect {
          try root.floats(name)
        } throws: { error in
          if case HDF5Failure.implausibleSize(file.path, "/\(name)", _, _) = error { true } else { false }
        }
      }
      #expect(try root.floats("unwritten").values == Array(repeating: 3, count: 1000))
    }
  }

  @Test func namesMissingObjects() throws {
    let losses = try File.open(Repository.goldens.appending(path: "losses.h5"))
    #expect {
      try losses.floats("case0/TAL/per_sampel")
    } throws: { error in
      guard let error = error as? HDF5Failure else { return false }
      return error.location?.hasSuffix("losses.h5:/case0/TAL/per_sampel") == true
        && error.remedy == "did you mean per_sample?"
    }
    #expect(throws: HDF5Failure.self) { try losses.floats("case0") }
    #expect(throws: HDF5Failure.self) { try losses.group("case0/pids") }
    #expect(throws: HDF5Failure.self) { try losses.floats("case0/pids/deeper") }
    #expect(throws: HDF5Failure.self) { try losses.floats("") }
    #expect(throws: HDF5Failure.self) { try losses.scalar("case0/pids", as: Int.self) }
    #expect(throws: HDF5Failure.self) { try losses.attributes.scalar("", as: Int.self) }
    #expect(throws: HDF5Failure.self) { try losses.attributes.scalar("absent", as: Int.self) }
  }

  @Test func refusesWhatCannotBeStored() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "file.h5")
      try File.create(at: file) { root in
        try root.write([1, 2], to: "values")
        #expect(throws: HDF5Failure.self) { try root.write([1, 2, 3], to: "values") }
        #expect(throws: HDF5Failure.self) { try root.write([1, 2, 3], shape: [2, 2], to: "wrong") }
        #expect(throws: HDF5Failure.self) { try root.write([1], shape: [-1, -1], to: "negative") }
        #expect(throws: HDF5Failure.self) { try root.write([1], to: "") }
        #expect(throws: HDF5Failure.self) { try root.write([1], to: "a\0b") }
        #expect(throws: HDF5Failure.self) { try root.write([1], to: "values/below") }
        #expect(throws: HDF5Failure.self) { try root.write(["a\0b"], to: "text") }
        #expect(throws: HDF5Failure.self) {
          try root.write([Int](repeating: 0, count: 999), to: "level", compression: Compression(level: 10))
        }
        try root.attributes.write(1, to: "once")
        #expect(throws: HDF5Failure.self) { try root.attributes.write(2, to: "once") }
      }
      let root = try File.open(file)
      #expect(try root.integers("values").values == [1, 2])
      // A file that is open for reading is not writable.
      #expect(throws: HDF5Failure.self) { try root.write([1], to: "new") }
    }
  }
}
