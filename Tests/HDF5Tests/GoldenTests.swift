import Foundation
import HDF5
import TestSupport
import Testing

/// The goldens, which h5py wrote.
@Suite struct GoldenTests {
  @Test func readsNumbersAttributesAndNames() throws {
    let losses = try File.open(Repository.goldens.appending(path: "losses.h5"))
    #expect(try losses.floats("case0/TAL/per_sample").shape == [6])
    #expect(try losses.dataset("case0/TAL/grad_text").shape() == [6, 16])
    #expect(try losses.group("case0/TAL").attributes.scalar("margin") == 0.1)
    #expect(try losses.attributes.scalar("note", as: String.self).hasPrefix("matching losses"))
    #expect(try losses.childNames() == ["case0", "case1", "case2"])
    #expect(try losses.kind(of: "case0/TAL") == .group)
    #expect(try losses.kind(of: "case0/TAL/per_sample") == .dataset)
    #expect(try losses.kind(of: "/case0/./TAL") == .group)
    #expect(try losses.kind(of: "case0/nothing/here") == nil)
    #expect(try losses.dataset("case0/pids").elementType() == .integer(bits: 64, signed: true))
  }

  @Test func readsFixedLengthStringsScalarsAndBytes() throws {
    let optimizer = try File.open(Repository.goldens.appending(path: "optimizer.h5"))
    let names = try optimizer.strings("parameter_names")
    #expect(names.shape == [10])
    #expect(names.values.allSatisfy { !$0.isEmpty && !$0.contains("\0") })
    let decl = try File.open(Repository.goldens.appending(path: "losses_decl.h5"))
    #expect(try decl.scalar("case0/edl/loss", as: Double.self).isFinite)
    let resize = try File.open(Repository.goldens.appending(path: "resize.h5"))
    #expect(try resize.bytes("a.png/decoded").shape == [200, 64, 3])
    let clip = try File.open(Repository.goldens.appending(path: "clip_tiny.h5"))
    #expect(try clip.attributes.read("image_resolution", as: Int.self).values == [48, 16])
  }

  @Test func printsTheSameNumbersAsH5py() throws {
    let file = Repository.goldens.appending(path: "losses.h5")
    let bits = try Python.run(
      """
      import h5py, sys, numpy
      print(*h5py.File(sys.argv[1])['case1/TAL/grad_image'][()].ravel().view(numpy.uint32))
      """,
      file.path
    ).split(whereSeparator: \.isWhitespace).map { UInt32($0) }
    #expect(try File.open(file).floats("case1/TAL/grad_image").values.map(\.bitPattern) == bits)
  }
}
