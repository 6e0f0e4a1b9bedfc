import Foundation
import Testing

/// Rules that no compiler checks.
@Suite struct StyleTests {
  @Test func librariesNeitherPrintNorExitNorCrashOnPurpose() throws {
    let forbidden = try Regex(#"(^|[^A-Za-z_.])(print|exit|abort|fatalError)\(|try!|as! "#)
    for module in try SourceFiles.modules() where module != "bench" {
      for (file, text) in try SourceFiles.swift(of: module) {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
          let code = line.trimmingCharacters(in: .whitespaces)
          guard !code.hasPrefix("//") else { continue }
          #expect(code.firstMatch(of: forbidden) == nil, "\(module)/\(file):\(number + 1): \(code)")
        }
      }
    }
  }

  @Test func filesStayShort() throws {
    for module in try SourceFiles.modules() {
      // What a program writes may be long.
      for (file, text) in try SourceFiles.swift(of: module) where !file.hasSuffix(".pb.swift") {
        #expect(text.count { $0 == "\n" } <= (module == "bench" ? 150 : 400), "\(module)/\(file)")
      }
    }
  }
}
