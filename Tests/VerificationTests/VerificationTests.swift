import BenchCore
import Datasets
import Foundation
import TestSupport
import Testing
import Verification

/// This build against the official code.
@Suite struct VerificationTests {
  private static let presentNames = Set(
    (try? FileManager.default.contentsOfDirectory(atPath: Repository.goldens.path)) ?? [])
  private static let expectedNames = Verification.begunFileNames(presentNames)

  /// Each file and how many quantities at least are compared in it; of another set of goldens, those that it has.
  @Test(
    arguments: [
      ("clip_tiny.h5", 4), ("pos_embed.h5", 2), ("tse.h5", 8), ("losses.h5", 48), ("losses_irra.h5", 33),
      ("losses_decl.h5", 18), ("losses_amns.h5", 48), ("clip_tiny_openai.pt", 2), ("clip_tiny_state_dict.pth", 2),
      ("clip_tiny_hf_outputs.h5", 2), ("rde_tiny_best.pth", 4), ("irra_tiny_best.pth", 2),
      ("trajectory_rde.h5", 32), ("trajectory_rde_fp16.h5", 32), ("trajectory_irra.h5", 4),
      ("ssan.h5", 117), ("ivt.h5", 12), ("optimizer.h5", 13), ("gmm.h5", 42), ("metrics.h5", 6),
      ("resize.h5", 29), ("tokens.json", 1),
    ].filter { expectedNames.contains($0.0) })
  func agreesWithTheOfficialCode(file: String, count: Int) throws {
    let findings = try Self.findings(in: Repository.goldens, only: file)
    let compared = findings.filter { $0.largestAbsoluteError != nil }
    #expect(compared.count >= count)
    for finding in findings { #expect(finding.isAccepted, "\(finding)") }
    // The heads' batch statistics and embeddings leave no room for another order of operations.
    if file == "tse.h5" { #expect(compared.allSatisfy { $0.largestAbsoluteError ?? 1 <= 1e-6 }, "\(compared)") }
  }

  @Test func everyFileOfTheFolderIsKnown() {
    #expect(Self.presentNames.subtracting(["README.md"]) == Self.expectedNames)
  }

  /// Weights that stay in single precision are told from the papers' regime in every group that says something about it.
  @Test(arguments: expectedNames.contains("trajectory_rde_fp16.h5") ? [Precision.fp32, .bf16, .fp16] : [])
  func otherPrecisionsAreNotThePapersRegime(precision: Precision) throws {
    let findings = try Self.findings(in: Repository.goldens, only: "trajectory_rde_fp16.h5", precision: precision)
    let failing = findings.filter { !$0.isAccepted }.map(\.quantity)
    #expect(failing.contains("tal_eval/encode_image_tse"), "\(failing)")
    guard precision == .fp32 else { return }
    for group in ["tal_eval", "tal_train", "sdm_eval"] {
      #expect(failing.contains { $0.hasPrefix("\(group)/norm_after") }, "\(failing)")
    }
  }

  /// A folder that somebody names may hold one collection of goldens, but not a part of one.
  @Test func collectionsMayBeMissingAsAWhole() throws {
    func missing(_ names: String...) throws -> Set<String> {
      try withTemporaryFolder { folder in
        for name in names { try Data().write(to: folder.appending(path: name)) }
        let findings = try Self.findings(in: folder, mayBePart: true)
        #expect(!findings.isEmpty && findings.allSatisfy { !$0.isAccepted })
        return Set(findings.filter { $0.problem == "the file is missing" }.map(\.file))
      }
    }
    let others: Set = ["trajectory_rde_fp16.h5", "ssan.h5", "ivt.h5"]
    #expect(try missing() == Set(Verification.fileNames))
    #expect(try missing("README.md", "trajectory_rde_fp16.h5").isEmpty)
    #expect(try missing("ssan.h5").isEmpty)
    #expect(try missing("tokens.json") == Set(Verification.fileNames).subtracting(others).subtracting(["tokens.json"]))
  }

  // MARK: - Goldens that are not as they should be

  /// One changed array of each kind: its file, its path, what is added, and how the failing quantity is called.
  @Test(
    arguments: [
      ("losses.h5", "case0/TAL/per_sample", 0.01, "case0/TAL/per_sample"),
      ("losses.h5", "case2/SDM/grad_image", 0.01, "case2/SDM/grad_image"),
      ("losses_irra.h5", "case1/mlm/loss", 0.01, "case1/mlm/loss"),
      ("losses_irra.h5", "case2/cmpm/grad_text", 0.01, "case2/cmpm/grad_text"),
      ("losses_decl.h5", "case0/edl/loss", 0.01, "case0/edl/loss"),
      ("losses_decl.h5", "case1/rdh_H5/per_sample", 0.01, "case1/rdh_H5/per_sample"),
      ("losses_amns.h5", "case0/waf/i2t_per_row", 0.001, "case0/waf"),
      ("clip_tiny_hf_outputs.h5", "text_features", 0.01, "text_features"),
      ("clip_tiny.h5", "text_tokens", 0.01, "text_tokens"),
      ("pos_embed.h5", "resized_12x4", 0.01, "resized_12x4"),
      ("tse.h5", "train/textual_embedding", 0.01, "train/textual_embedding"),
      ("optimizer.h5", "lr_by_epoch", 1e-8, "lr_by_epoch"),
      ("optimizer.h5", "adam/q20", 0.001, "adam/q20"),
      ("gmm.h5", "case1/strict/p_clean", 0.1, "case1/strict/p_clean"),
      ("metrics.h5", "case0/mAP", 0.001, "case0/mAP"),
      ("resize.h5", "c.png/normalised", 0.001, "c.png/normalised"),
      ("trajectory_irra.h5", "norm_after/classifier.weight", 0.01, "norm_after"),
      ("trajectory_irra.h5", "losses", 0.1, "losses"),
      ("ssan.h5", "eval/text_non_local", 0.01, "eval/text_non_local"),
      ("ssan.h5", "losses/local_auto/margins_text_same", 0.01, "losses/local_auto/margins_text_same"),
      ("ssan.h5", "losses/non_local_fixed/grad_same_identity_text", 0.01, "losses/non_local_fixed/grad"),
      ("ssan.h5", "steps/losses", 0.01, "steps/losses"),
      ("ssan.h5", "steps/norm_after/TextExtract.lstm.weight_hh_l0_reverse", 0.01, "steps/norm_after"),
    ])
  func aChangedArrayFails(file: String, path: String, change: Double, quantity: String) throws {
    try withTemporaryFolder { folder in
      let copy = try Self.copy(file, to: folder)
      for part in ["images", "clip_tiny_hf", "clip_tiny_state_dict.pth"] {
        try FileManager.default.createSymbolicLink(
          at: folder.appending(path: part), withDestinationURL: Repository.goldens.appending(path: part))
      }
      let script =
        "import h5py, sys; a = h5py.File(sys.argv[1], 'a')[sys.argv[2]]; a[...] = a[...] + float(sys.argv[3])"
      try Python.run(script, copy.path, path, "\(change)")
      let failing = try Self.findings(in: folder, only: file)
        .filter { !$0.isAccepted && $0.largestAbsoluteError != nil }.map(\.quantity)
      #expect(!failing.isEmpty && failing.allSatisfy { $0.hasPrefix(quantity) }, "\(failing)")
    }
  }

  @Test func numbersThatAreNotFiniteFail() throws {
    try withTemporaryFolder { folder in
      let copy = try Self.copy("metrics.h5", to: folder)
      try Python.run("import h5py, sys; h5py.File(sys.argv[1], 'a')['case0/mAP'][...] = float('nan')", copy.path)
      let failing = try Self.findings(in: folder, only: "metrics.h5").filter { !$0.isAccepted }
      #expect(failing.map(\.quantity) == ["case0/mAP"])
    }
  }

  @Test func whatIsNotKnownOrMissingFails() throws {
    try withTemporaryFolder { folder in
      _ = try Self.copy("pos_embed.h5", to: folder)
      try Data("a,b\n".utf8).write(to: folder.appending(path: "losses.csv"))
      try Data().write(to: folder.appending(path: "README.md"))
      let findings = try Self.findings(in: folder)
      let unknown = try #require(findings.first { $0.file == "losses.csv" })
      #expect(!unknown.isAccepted && unknown.problem?.contains("losses.h5") == true)
      #expect(!findings.contains { $0.file == "README.md" })
      let missing = findings.filter { $0.problem == "the file is missing" }.map(\.file)
      #expect(Set(missing) == Set(Verification.fileNames).subtracting(["pos_embed.h5"]))
      #expect(findings.filter { $0.file == "pos_embed.h5" }.allSatisfy { $0.isAccepted })
    }
    #expect(throws: VerificationFailure.unreadableFolder("/no/such/folder")) {
      try Self.findings(in: URL(filePath: "/no/such/folder"))
    }
  }

  @Test func anArrayThatNothingReadsFails() throws {
    try withTemporaryFolder { folder in
      let copy = try Self.copy("pos_embed.h5", to: folder)
      try Python.run("import h5py, sys; h5py.File(sys.argv[1], 'a')['extra'] = 1.0", copy.path)
      let failing = try Self.findings(in: folder, only: "pos_embed.h5").filter { !$0.isAccepted }
      #expect(failing.map(\.quantity) == ["extra"])
    }
  }

  @Test(arguments: Verification.fileNames.filter { $0.hasSuffix(".h5") || $0.hasSuffix(".json") })
  func aTruncatedFileIsOneClearFailure(file: String) throws {
    try withTemporaryFolder { folder in
      let data = try Data(contentsOf: Repository.goldens.appending(path: file))
      try data.prefix(data.count / 2).write(to: folder.appending(path: file))
      let findings = try Self.findings(in: folder, only: file)
      #expect(findings.count == 1)
      #expect(findings.allSatisfy { !$0.isAccepted && $0.problem?.contains("\n") == false })
    }
  }

  @Test func tokensNeedAVocabulary() throws {
    var findings: [Finding] = []
    try Verification(goldens: Repository.goldens).run(only: ["tokens.json"]) { findings.append($0) }
    #expect(findings.count == 1 && findings.allSatisfy { $0.problem?.contains("make clip-vocab") == true })
  }

  @Test func otherIDsFail() throws {
    try withTemporaryFolder { folder in
      try Data(#"[{"caption": "a man", "ids": [49406, 320, 787, 49407, 0]}]"#.utf8)
        .write(to: folder.appending(path: "tokens.json"))
      let failing = try Self.findings(in: folder, only: "tokens.json").filter { !$0.isAccepted }
      #expect(failing.count == 2)
      #expect(failing.contains { $0.problem == "id 2 is 786 where 787 is expected" })
    }
  }

  // MARK: - Support

  private static func findings(
    in folder: URL, only file: String? = nil, precision: Precision? = nil, mayBePart: Bool = false
  ) throws -> [Finding] {
    var findings: [Finding] = []
    let vocabulary = try #require(VocabularyFile.find(in: Repository.root), "run `make clip-vocab`")
    let verification = Verification(
      goldens: folder, precision: precision, vocabulary: vocabulary, mayBePart: mayBePart)
    try verification.run(only: file.map { [$0] }) { findings.append($0) }
    return findings
  }

  private static func copy(_ file: String, to folder: URL) throws -> URL {
    let copy = folder.appending(path: file)
    // The goldens may be read-only, and a copied file would be too.
    try Data(contentsOf: Repository.goldens.appending(path: file)).write(to: copy)
    return copy
  }
}
