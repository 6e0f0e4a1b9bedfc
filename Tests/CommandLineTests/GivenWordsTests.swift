import TestSupport
import Testing

@testable import bench

/// Words before the argument parser sees them.
@Suite struct GivenWordsTests {
  @Test(
    arguments: [
      ("sweep --out a --noise 20", "sweep --results a --noise 20", ["--out"]),
      ("sweep --out=a", "sweep --results=a", ["--out"]),
      ("doctor --json --out a", "doctor --json --results a", ["--out"]),
      ("tables --out a", "tables --out a", []), ("sweep --outer a", "sweep --outer a", []),
      ("noise show --rate 20", "noise show --noise 20", ["--rate"]),
      ("noise paper --rate 20", "noise paper --rate 20", []),
      ("noise generate --rate=20 --out x", "noise generate --noise=20 --out x", ["--rate"]),
      ("data synth --flavour icfg", "data synth --variant icfg", ["--flavour"]),
      ("tables --kind division", "tables --kind sample-selection", ["--kind division"]),
      ("tables --kind=division", "tables --kind=sample-selection", ["--kind division"]),
      ("tables --results division", "tables --results division", []), ("cell a.json", "run a.json", ["`bench cell`"]),
      ("run cell", "run cell", []),
      ("sweep --slurm-option --out --out a", "sweep --slurm-option --out --results a", ["--out"]),
      ("sweep -- --out", "sweep -- --out", []),
    ])
  func oldSpellingsAreRenewedWithANote(typed: String, expected: String, told: [String]) {
    var notes: [String] = []
    let words = OldSpelling.renewed(typed.split(separator: " ").map(String.init)) { notes.append($0) }
    #expect(words.joined(separator: " ") == expected)
    #expect(notes.count == told.count)
    for (note, old) in zip(notes, told) { #expect(note.hasPrefix("note: \(old) is now called ")) }
  }

  @Test func quietSilencesTheNote() throws {
    try withTemporaryFolder { folder in
      let told = try BenchProcess.run("tables", "--kind=division", in: folder)
      #expect(told.errors.contains("note: --kind division is now called --kind sample-selection"), "\(told.errors)")
      let quiet = try BenchProcess.run("tables", "--kind=division", "--quiet", in: folder)
      #expect(!quiet.errors.contains("note:") && quiet.code == told.code, "\(quiet.errors)")
    }
  }

  @Test(
    arguments: [
      (["sweep", "--noise", "-5"], ["sweep", "--noise=-5"]), (["sweep", "--noise", "-.5"], ["sweep", "--noise=-.5"]),
      (["eval", "--noise", "-x"], ["eval", "--noise", "-x"]), (["show", "-5"], ["show", "-5"]),
      (["sweep", "--noise=1", "-5"], ["sweep", "--noise=1", "-5"]),
      (["sweep", "--", "--noise", "-5"], ["sweep", "--", "--noise", "-5"]),
      (["sweep", "--a", "-1", "--b", "-2"], ["sweep", "--a=-1", "--b=-2"]),
      (["---completion", "sweep", "--", "--noise", ""], ["---completion", "sweep", "--", "--noise", ""]),
    ])
  func numbersBelowZeroAreValues(typed: [String], expected: [String]) throws {
    #expect(try GivenWords.read(typed, tell: { _ in }) == expected)
  }

  @Test(
    arguments: [
      (["tables", "--results", ""], "--results"), (["tables", "--results="], "--results"),
      (["show", ""], "argument 2"),
      (["tables", "--a=b", ""], "argument 3"),
    ])
  func emptyWordsAreRefused(typed: [String], name: String) {
    #expect(throws: GivenWordFailure.empty(name)) { try GivenWords.read(typed) { _ in } }
  }

  @Test(
    arguments: [
      (["tables", "-o", "a", "-o", "b"], "out"), (["tables", "-o", "a", "--out", "b"], "out"),
      (["tables", "-oa", "--out=b"], "out"), (["doctor", "--results", "a", "--results=b"], "results"),
      (["sweep", "--slurm-option", "--jobs", "--jobs", "2"], ""), (["tables", "-o", "a", "--rows", "method"], ""),
      (["tables", "-q", "-o", "a"], ""),
    ])
  func anOptionIsTheSameByItsShortName(typed: [String], repeated: String) throws {
    let failure = repeated.isEmpty ? nil : RepeatedOptionFailure(name: repeated)
    do {
      try RepeatedOptions.check(typed)
      #expect(failure == nil)
    } catch let error as RepeatedOptionFailure {
      #expect(error == failure)
    }
  }

  /// A text that ends in `=` is not empty.
  @Test func valuesMayEndInAnEqualsSign() throws {
    #expect(try GivenWords.read(["sweep", "--command=a b="], tell: { _ in }) == ["sweep", "--command=a b="])
  }
}
