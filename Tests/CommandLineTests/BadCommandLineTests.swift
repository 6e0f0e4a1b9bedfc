import Foundation
import TestSupport
import Testing

/// What cannot be meant ends with 64, and says what was typed and what would be right.
@Suite struct BadCommandLineTests {
  @Test(
    arguments: [
      // Commands and options.
      ("swep --methods x", "bench has no command `swep`; did you mean sweep?"),
      ("list result", "bench list has no command `result`; did you mean results?"),
      ("help swep", "bench has no command `swep`; did you mean sweep?"),
      ("help list foo", "bench list has no command `foo`; known: methods"),
      ("frobnicate", "bench has no command `frobnicate`; known: sweep, status, tables"),
      ("--methods x", "bench has no option --methods"),
      ("sweep --method x", "bench sweep has no option --method; did you mean --methods?"),
      ("sweep -x", "bench sweep has no option -x; bench sweep --help lists"),
      ("tables --result x", "did you mean --results?"),
      ("tables --fromat csv", "bench tables has no option --fromat; did you mean --format"),
      ("doctor --method x", "has no option --method; did you mean --methods?"),
      ("tables folder", "bench tables takes no `folder` without an option; did you mean --results folder?"),
      ("tables nothing", "Unexpected argument 'nothing'"), ("sweep", "give --methods, or a --suite"),
      ("check a --results b", "--results and `a` both name what is checked: leave one out"),
      ("sweep --methods rde-tal --json", "--json prints what --dry-run finds: add --dry-run"),
      ("status folder --results other", "both name the folder of result files"),
      ("tables --json --format csv", "--json and another --format are given"),
      // Values.
      ("sweep --methods rde-tal --noise -5", "a percentage from 0 to 100 or a fraction such as 0.2, not `-5`"),
      ("sweep --methods rde-tal --noise", "Missing value for '--noise <noise>'"),
      ("noise show --noise -5", "a percentage from 0 to 100 or a fraction such as 0.2, not `-5`"),
      ("noise show --rate x", "a percentage from 0 to 100 or a fraction such as 0.2, not `x`"),
      ("sweep --methods rde-tal --epochs x", "must be a whole number, not `x`"),
      ("sweep --methods rde-tal --epochs -3", "--epochs is -3 but must be 1 or more"),
      ("sweep --methods rde-tal --seeds 3-1", "a range from the lower to the higher, such as `1-3`, not `3-1`"),
      ("sweep --methods rde-tal --seeds 1-99999999", "a range of at most 1000 numbers, not `1-99999999`"),
      ("pretrain --out a.safetensors --epochs x", "--epochs must be a whole number, not `x`"),
      ("eval --embeddings a.h5 --resamples 1e3", "--resamples must be a whole number, not `1e3`"),
      ("eval --embeddings a.h5 --level high", "--level must be a number, not `high`"),
      ("tables --metric x", "--metric must be one of r1, r5, r10, map, minp"),
      ("tables --format x", "--format must be one of text, markdown, csv, latex, html, json, several with commas"),
      ("tables --kind x", "Please provide one of 'retrieval' and 'sample-selection'"),
      ("compare a.h5 b.h5 --direction up", "'text-to-image' and 'image-to-text'"),
      ("eval --embeddings a.h5 --queries first", "The value 'first' is invalid for '--queries <queries>'"),
      ("tables --results=", "--results is given an empty text"), ("tables --results %", "--results is given an empty"),
      ("sweep --methods %", "--methods is given an empty text"), ("show %", "argument 2 is empty"),
      ("tables --results file", "--results must be a folder, not the file `file`; name the folder that it is in"),
      // Names.
      ("sweep --methods rde-tall", "there is no method `rde-tall`; did you mean rde-tal"),
      ("sweep --methods rde-tal --datasets cuhk", "unknown dataset cuhk; did you mean CUHK-PEDES?"),
      ("sweep --methods rde-tal --injector shufle", "no noise injector is called 'shufle'; did you mean shuffle"),
      (
        "sweep --methods rde-tal --set loss=tall", "`tall` is no value of the field `loss` of rde-tal; did you mean tal"
      ),
      ("sweep --methods rde-tal --set margn=1", "has no field `margn`; did you mean margin?"),
      ("sweep --methods rde-tal --set margin=-1", "`margin` is -1 but must be 0 or more"),
      ("sweep --methods rde-tal --set margin=x", "the field `margin` of rde-tal must be a number"),
      ("sweep --methods rde-tal --image-augmentation flop", "did you mean flip"),
      ("sweep --methods external", "the method `external` has no command to run"),
      ("sweep --suite suite.yaml --methods decl", "no study of this suite has the method `decl`"),
      ("sweep --suite suite.yaml --epochs 0", "--epochs is 0 but must be 1 or more"),
      ("list methods rdetal", "there is no method `rdetal`; did you mean rde-tal"),
      ("data check --dataset cuhk", "did you mean CUHK-PEDES"), ("data synth --size tinny", "did you mean tiny"),
      ("data synth --set cluter=1", "did you mean clutter"), ("data synth --set blur=2", "must be between 0 and 1"),
      ("noise show --injector shufle", "did you mean shuffle"),
      ("noise generate --count -1 --noise 20 --out x.npy", "-1 is not a number of pairs"),
      ("noise generate --count 9 --noise 20 --seed 4294967296 --out x.npy", "use a seed in 0...4294967295"),
      ("tables --paper rde1 --show published", "no published table rde1; did you mean rde-1"),
    ])
  func endsWith64(line: String, message: String) throws {
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(
        at: folder.appending(path: "folder"), withIntermediateDirectories: true)
      try Data().write(to: folder.appending(path: "file"))
      let suite = "name: a\nstudies: [{methods: rde-tal}]"
      try Data(suite.utf8).write(to: folder.appending(path: "suite.yaml"))
      // A `%` alone is an empty word.
      let words = line.split(separator: " ").map { $0 == "%" ? "" : String($0) }
      let device = words[0] == "sweep" && !words.contains("-x") ? ["--device", "cpu"] : []
      let result = try BenchProcess(words + device, in: folder).finished()
      #expect(result.code == 64, "\(line): \(result.code) \(result.errors)")
      #expect(result.errors.contains(message), "\(line): \(result.errors)")
      #expect(result.output.isEmpty && !result.errors.contains("Fatal"))
    }
  }

  /// Faults of files, runs and the machine are no mistakes on the command line.
  @Test(
    arguments: [
      ("show none.h5", "No such file"), ("show file", "not an HDF5 file"), ("tables --results none", "No such file"),
      ("sweep --suite none.yaml", "there is no such file"), ("sweep --suite bad.yaml", "--epochs is 0"),
      ("run none.json", "No such file"), ("noise verify none.npy", "none.npy"),
      ("data check --data-root folder", "the folder does not exist"), ("tables --results folder", "no result files"),
    ])
  func endsWith1(line: String, message: String) throws {
    try withTemporaryFolder { folder in
      try FileManager.default.createDirectory(
        at: folder.appending(path: "folder"), withIntermediateDirectories: true)
      try Data().write(to: folder.appending(path: "file"))
      let suite = "name: a\nstudies: [{methods: rde-tal, epochs: 0}]"
      try Data(suite.utf8).write(to: folder.appending(path: "bad.yaml"))
      let words = line.split(separator: " ").map(String.init)
      let result = try BenchProcess(words + (words[0] == "sweep" ? ["--device", "cpu"] : []), in: folder).finished()
      #expect(result.code == 1 && (result.errors + result.output).contains(message), "\(line): \(result.errors)")
    }
  }
}
