import Foundation
import TestSupport
import Testing

/// libtorch is loaded by the commands that compute with it, from the library beside the executable.
@Suite struct LibtorchTests {
  /// Runs an executable that lies in a folder of its own.
  private func run(_ arguments: String, in folder: URL) throws -> BenchProcess.Result {
    let process = try BenchProcess(arguments.split(separator: " ").map(String.init), in: folder)
    let (original, copy) = (try #require(process.process.executableURL), folder.appending(path: "bench"))
    if !FileManager.default.fileExists(atPath: copy.path), link(original.path, copy.path) != 0 {
      try FileManager.default.copyItem(at: original, to: copy)
    }
    process.process.executableURL = copy
    return try process.finished()
  }

  @Test func commandsThatComputeNothingDoWithout() throws {
    try withTemporaryFolder { folder in
      for command in ["--help", "--version", "list methods", "list datasets", "list noise", "help sweep"] {
        let result = try run(command, in: folder)
        #expect(result.code == 0 && !result.output.isEmpty && result.errors.isEmpty, "\(command): \(result)")
      }
      #expect(try run("list results .", in: folder).errors.contains("no result files"))
    }
  }

  @Test func whatIsWrongWithTheLibraryIsSaid() throws {
    try withTemporaryFolder { folder in
      func expect(_ words: String...) throws {
        let result = try run("verify", in: folder)
        #expect(result.code == 1, "\(result)")
        for word in words + ["libTorchShim.so", "make build"] { #expect(result.errors.contains(word), "\(result)") }
      }
      try expect("not beside this program")
      let sweep = try run("sweep --methods irra-sdm --device auto", in: folder)
      #expect(sweep.code == 1 && sweep.errors.contains("not beside this program"), "\(sweep)")
      #expect(!sweep.errors.contains("CUDA"), "\(sweep)")
      let library = folder.appending(path: "libTorchShim.so")
      try Data("text".utf8).write(to: library)
      try expect("cannot be loaded", "too short")
      let source = folder.appending(path: "other.c")
      try Data("unsigned long ct_shim_sources(void) { return 1; }\n".utf8).write(to: source)
      let compiler = Process()
      compiler.executableURL = URL(filePath: "/usr/bin/env")
      compiler.arguments = ["cc", "-shared", "-fPIC", "-o", library.path, source.path]
      try compiler.run()
      compiler.waitUntilExit()
      try #require(compiler.terminationStatus == 0)
      try expect("of another build")
    }
  }

  @Test func theDoctorSaysItInARow() throws {
    try withTemporaryFolder { folder in
      let result = try run("doctor", in: folder)
      #expect(result.output.contains("libtorch cannot be used"), "\(result)")
    }
  }
}
