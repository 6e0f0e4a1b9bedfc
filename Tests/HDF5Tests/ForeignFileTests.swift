import BenchCore
import Foundation
import TestSupport
import Testing

@testable import HDF5

/// Files of other origin are read by another process, as far as they stay within themselves and within limits.
@Suite struct ForeignFileTests {
  /// A file that h5py writes with `body`, where it is called `f`; `secret` is another file.
  private func withFile(_ body: String, _ check: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "file.h5")
      let script = """
        import h5py, numpy as np, sys
        secret = sys.argv[2]
        h5py.File(secret, 'w')['x'] = np.arange(4)
        f = h5py.File(sys.argv[1], 'w')
        """
      try Python.run("\(script)\n\(body)", file.path, folder.appending(path: "secret.h5").path)
      try check(file)
    }
  }

  @Test(
    arguments: [
      ("f['a'] = h5py.ExternalLink(secret, '/x')", "/a", "another file"),
      ("f['g/a'] = h5py.ExternalLink('secret.h5', '/x')", "/g/a", "another file"),
      ("f['z'] = h5py.ExternalLink('/dev/zero', '/x'); f['a'] = h5py.SoftLink('/z/y')", "/z", "another file"),
      (
        "f.create_dataset('a', (4,), 'u1', external=[('/etc/passwd', 0, 4)])", "/a",
        "the values of this dataset are in another file"
      ),
      (
        """
        layout = h5py.VirtualLayout((4,), 'i8'); layout[:] = h5py.VirtualSource(secret, 'x', (4,))
        f.create_virtual_dataset('a', layout)
        """, "/a", "a virtual dataset"
      ),
      ("g = f.create_group('a'); g['b'] = g", "/a/b", "contain themselves"),
      ("f['/' + '/'.join('abcdefgh' * 5)] = 1", "/a/b/c", "nested"),
      ("for i in range(5): f.create_dataset(f'a{i}', (2**23,), 'i8', fillvalue=1)", "/a", "too much for this file"),
    ])
  func refuses(body: String, object: String, reason: String) throws {
    try withFile(body) { file in
      #expect {
        try File.open(file)
      } throws: { error in
        guard case HDF5Failure.refused(file.path, let place, let text) = error else { return false }
        return place.hasPrefix(object) && text.contains(reason)
      }
    }
  }

  /// What cannot be read costs only itself, and is not taken for missing.
  @Test func whatIsOddIsNamedWhenItIsAskedFor() throws {
    let body = """
      f['whole'] = [1, 2]
      f.create_dataset('lzf', data=np.arange(1000.0), compression='lzf')
      f['loop'] = h5py.SoftLink('/loop')
      f['named'] = np.dtype('f4')
      f['pointer'] = np.array([f.ref], dtype=h5py.ref_dtype)
      f['whole'].attrs['pointer'] = f['whole'].ref
      f['whole'].attrs['unit'] = 'm'
      """
    try withFile(body) { file in
      let root = try File.open(file)
      #expect(try root.childNames() == ["loop", "lzf", "named", "pointer", "whole"])
      #expect(try root.integers("whole").values == [1, 2])
      #expect(try root.dataset("whole").attributes.scalar("unit", as: String.self) == "m")
      #expect(throws: HDF5Failure.missingFilter(file: file.path, object: "/lzf", filter: "lzf (32000)")) {
        try root.doubles("lzf")
      }
      for name in ["loop", "named", "pointer"] {
        #expect {
          try root.doubles(name)
        } throws: { ($0 as? HDF5Failure)?.location == "\(file.path):/\(name)" }
      }
      let attributes = try root.dataset("whole").attributes
      #expect(try attributes.contains("pointer"))
      #expect(throws: HDF5Failure.self) { try attributes.scalar("pointer", as: String.self) }
    }
  }

  @Test func leavesOutWhatIsNotAskedFor() throws {
    try withFile("f['g/values'] = [1]; f['g'].attrs['a'] = 1; f['other'] = 2") { file in
      let root = try File.open(file, childless: ["/g"])
      #expect(try root.group("g").childNames() == [] && root.childNames() == ["g", "other"])
      #expect(try root.group("g").attributes.scalar("a") == 1)
    }
  }

  /// A line in front of the checksum's content, which any HDF5 reader skips.
  @Test func theNoteIsReadWithoutTheLibrary() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "file.h5")
      for (note, expected) in [("a note", "a note"), ("größer", ""), ("two\nlines", ""), ("", "")] {
        try File.create(at: file, note: note) { try $0.write([1], to: "values") }
        #expect(try File.verifiedNote(of: file) == expected)
        #expect(try File.open(file).isSealed)
      }
      let block = try Data(contentsOf: file).prefix(512)
      let text = String(decoding: block, as: UTF8.self)
      #expect(text.hasPrefix("nc-bench HDF5 checksum 1\nnote \n") && text.hasSuffix(" \n"))
      try Python.run(
        """
        import h5py, hashlib, sys
        data = open(sys.argv[1], 'rb').read()
        lines = dict(line.split(' ', 1) for line in data[:512].decode().strip().splitlines())
        assert int(lines['bytes']) == len(data) - 512
        assert lines['sha256'] == hashlib.sha256(data[512:]).hexdigest()
        before = data[:data.index(b'block-sha256')]
        assert lines['block-sha256'] == hashlib.sha256(before).hexdigest()
        assert h5py.File(sys.argv[1])['values'][0] == 1 and h5py.File(sys.argv[1]).userblock_size == 512
        """, file.path)
      try Data("nothing".utf8).write(to: file)
      #expect(try File.verifiedNote(of: file) == nil)
    }
  }

  /// The process that read a file may have been taken over by it.
  @Test func anAnswerThatIsNoneIsRefused() throws {
    func answer(_ size: Int, _ rest: String) -> Data { withUnsafeBytes(of: size) { Data($0) } + Data(rest.utf8) }
    let report = String(decoding: try JSONEncoder().encode(ForeignReport()), as: UTF8.self)
    let whole = try #require(ForeignFile.parts(of: answer(report.utf8.count, report + "rest")))
    #expect(whole.contents == Data("rest".utf8) && whole.report.failure == nil)
    for wrong in [
      Data(), Data([1, 2, 3]), answer(-1, report), answer(.min, report), answer(.max, report), answer(0, ""),
      answer(report.utf8.count + 1, report), answer(2, "{}"), answer(4, "text"),
    ] { #expect(ForeignFile.parts(of: wrong) == nil) }
  }

  /// A file that is slow to come is not called damaged.
  @Test func aDiskThatDoesNotAnswerIsNoDamage() {
    let request = ForeignRequest(file: "/f.h5", byteCount: 1 << 24, childless: [])
    #expect(
      ForeignFile.failure(of: request, signal: SIGALRM)
        == .fileSystem(operation: "read", file: "/f.h5", reason: "the disk did not answer in 72 s"))
    for signal in [SIGXCPU, SIGSEGV, SIGKILL, 0] {
      guard case .damaged("/f.h5", _) = ForeignFile.failure(of: request, signal: signal) else {
        Issue.record("signal \(signal)")
        continue
      }
    }
  }
}
