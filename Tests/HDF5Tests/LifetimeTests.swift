import CHDF5
import Foundation
import HDF5
import TestSupport
import Testing

/// Ids are closed with their handles, and several threads may use the module.
@Suite struct LifetimeTests {
  /// The number of open ids of every type, in this process.
  private static func openIDCount() -> Int {
    let types = [H5I_FILE, H5I_GROUP, H5I_DATASET, H5I_ATTR, H5I_DATATYPE, H5I_DATASPACE, H5I_GENPROP_LST]
    return types.reduce(0) { total, type in
      var count: hsize_t = 0
      return H5Inmembers(type, &count) < 0 ? total : total + Int(count)
    }
  }

  /// In a process of its own, since ids are counted per process.
  @Test func thousandFilesLeaveNoIDsOpen() async {
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder in
        let file = folder.appending(path: "file.h5")
        func write() throws {
          try File.create(at: file) { root in
            try root.write((0..<2000).map(Float.init), to: "group/values", compression: Compression())
            try root.write([true], to: "truth")
            try root.attributes.write(["a", "b"], to: "names")
          }
        }
        func read() throws {
          let root = try File.open(file)
          _ = try root.floats("group/values")
          _ = try root.bools("truth")
          _ = try root.group("group").childNames()
          _ = try root.attributes.read("names", as: String.self)
          #expect(throws: HDF5Failure.self) { try root.floats("missing") }
          #expect(throws: HDF5Failure.self) { try root.strings("truth") }
          #expect(throws: HDF5Failure.self) { try File.open(folder) }
        }
        try write()
        try read()
        let before = Self.openIDCount()
        // Writing waits for the disk, so less of it.
        for _ in 0..<20 { try write() }
        for _ in 0..<1000 { try read() }
        #expect(Self.openIDCount() == before)
      }
    }
  }

  @Test func objectsKeepTheirFileOpen() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "file.h5")
      try File.create(at: file) { root in
        let dataset = try root.write([1, 2], to: "group/values")
        try dataset.attributes.write("m", to: "unit")
      }
      let attribute = try File.open(file).group("group").dataset("values").attributes.attribute("unit")
      #expect(try attribute.read(as: String.self).values == ["m"])
    }
  }

  @Test func objectsThatOutliveTheBuildingAreClosed() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "file.h5")
      let group = try File.create(at: file) { try $0.createGroup("group") }
      #expect(throws: HDF5Failure.self) { try group.write([1], to: "late") }
      #expect(throws: HDF5Failure.self) { try group.attributes.write(1, to: "late") }
      #expect(try File.open(file).group("group").childNames().isEmpty)
    }
  }

  @Test func threadsReadAndWriteAtOnce() async throws {
    let shared = try File.open(Repository.goldens.appending(path: "losses.h5"))
    let expected = try shared.floats("case1/TAL/grad_image")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          try withTemporaryFolder { folder in
            let file = folder.appending(path: "file.h5")
            for round in 0..<5 {
              let values = (0..<3000).map { $0 * task + round }
              try File.create(at: file) { try $0.write(values, to: "values", compression: Compression()) }
              #expect(try File.open(file).integers("values").values == values)
              #expect(try shared.floats("case1/TAL/grad_image") == expected)
              // Each thread gets the message of its own failure.
              let name = "missing\(task)"
              #expect {
                try shared.floats(name)
              } throws: { ($0 as? HDF5Failure)?.location?.hasSuffix(":/\(name)") == true }
            }
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
