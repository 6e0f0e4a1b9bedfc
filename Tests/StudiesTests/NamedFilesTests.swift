import Foundation
import TestSupport
import Testing

@testable import Studies

/// Which files a command line names, in a folder of small programs; `sh` is the judge of what it would hand over.
@Suite struct NamedFilesTests {
  private static let paths = [
    "m.py", "my dir/m.py", "my dir/it's.py", "conf/a.yaml", "conf/b.yaml", "tool", "data.txt", "out.log",
    "back\\slash.py",
    "$HOME.py", "semi;colon.py",
  ]

  private func withPrograms(_ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      // The file system's own name of it.
      let folder = folder.resolvingSymlinksInPath()
      for path in Self.paths {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(path.utf8).write(to: file)
      }
      try body(folder)
    }
  }

  private static let commands: [(command: String, files: [String])] = [
    ("python3 m.py", ["m.py"]), ("python3 'my dir/m.py' --x 3", ["my dir/m.py"]),
    (#"python3 "my dir/m.py""#, ["my dir/m.py"]), (#"python3 my\ dir/m.py"#, ["my dir/m.py"]),
    (#"python3 my" "dir/'m'.py"#, ["my dir/m.py"]), (#"python3 "my dir/it's.py""#, ["my dir/it's.py"]),
    (#"python3 'my dir/it'\''s.py'"#, ["my dir/it's.py"]), ("python3 m.py;", ["m.py"]),
    ("python3 m.py;./tool", ["./tool", "m.py"]), ("python3 m.py&&./tool", ["./tool", "m.py"]),
    ("python3 m.py|./tool||x", ["./tool", "m.py"]), ("(python3 m.py)", ["m.py"]), ("python3 m.py&", ["m.py"]),
    ("python3 m.py <data.txt >out.log 2>&1", ["data.txt", "m.py"]), ("python3 m.py 2>>out.log", ["m.py"]),
    ("python3 m.py &> out.log", ["m.py"]), ("python3 m.py # tool data.txt", ["m.py"]), ("python3 m.py#tool", []),
    ("X=1 python3 m.py", ["m.py"]), ("X=data.txt python3 m.py", ["X=data.txt", "m.py"]),
    ("python3 m.py --config=conf/a.yaml", ["--config=conf/a.yaml", "m.py"]),
    ("python3 m.py conf/*.yaml", ["conf/a.yaml", "conf/b.yaml", "m.py"]), ("cat 'conf/*.yaml'", []),
    ("cat conf/[a].yaml", ["conf/[a].yaml"]), ("cat m.p?", ["m.p?"]), ("cat \\\n m.py\n./tool", ["./tool", "m.py"]),
    (#"python3 back\\slash.py"#, [#"back\slash.py"#]), (#"python3 '$HOME.py'"#, ["$HOME.py"]),
    (#"python3 \$HOME.py"#, ["$HOME.py"]), (#"python3 "semi;colon.py""#, ["semi;colon.py"]),
    ("cd 'my dir' && python3 m.py", ["m.py"]),
    ("cd my\\ dir; python3 m.py; cd ../conf; cat a.yaml", ["a.yaml", "m.py"]),
    ("(cd conf && cat a.yaml) && cat b.yaml", ["a.yaml"]), ("cd conf | cat a.yaml", []),
    ("python3 m.py; cd 'my dir'; python3 m.py", ["m.py", "my dir/m.py"]),
    ("bash -c 'python3 m.py'", ["m.py"]), (#"sh -c "python3 'my dir/m.py' > out.log""#, ["my dir/m.py"]),
    ("srun --wrap='python3 m.py'", ["m.py"]), ("python3 $(echo m.py)", []), ("python3 `echo m.py`", []),
    ("cat $(cat 'data.txt') m.py", ["m.py"]),
    ("python3 ${NCBENCH_NO_SUCH_VARIABLE:-m.py}", ["${NCBENCH_NO_SUCH_VARIABLE:-m.py}"]),
    ("python3 ${NCBENCH_NO_SUCH_VARIABLE:=m.py}", []), ("python3 $NCBENCH_NO_SUCH_VARIABLE m.py", ["m.py"]),
    ("python3 'm.py", ["m.py"]), ("python3 {m.py", []), ("cat my dir conf", []), ("", []), ("'' ;; )) ( & \\", []),
  ]

  @Test(arguments: commands) func filesAreFoundAsAShellWould(command: String, files: [String]) throws {
    try withPrograms { folder in
      #expect(NamedFiles(of: command, in: folder).files.map(\.name).sorted() == files.sorted())
    }
  }

  private static let changes: [(command: String, files: [String], unknown: String?)] = [
    ("cd -- 'my dir' && python3 m.py", ["my dir/m.py"], nil), ("cd -P 'my dir' && cat m.py", ["my dir/m.py"], nil),
    ("cd -L -- conf && cat a.yaml m.py", ["conf/a.yaml"], nil), ("{ cd conf; cat a.yaml; }", ["conf/a.yaml"], nil),
    ("'cd' conf && cat a.yaml", ["conf/a.yaml"], nil), ("if cd conf; then cat a.yaml; fi", ["conf/a.yaml"], nil),
    ("cd conf || exit 1; cat a.yaml", ["conf/a.yaml"], nil), ("X=1 cd conf && cat a.yaml", ["conf/a.yaml"], nil),
    ("pushd 'my dir' && python3 m.py", [], "pushd 'my dir'"), ("cd - && python3 m.py", [], "cd -"),
    ("env -C 'my dir' python3 m.py", [], "env -C"), ("env -i --chdir='my dir' cat m.py", [], "env -i --chdir='my dir'"),
    ("env X=1 python3 m.py -C 3 data.txt", ["data.txt", "m.py"], nil), ("cd $(pwd) && cat m.py", [], "cd $(pwd)"),
    ("cd $NCBENCH_NO_SUCH_VARIABLE/conf; cat m.py", [], "cd $NCBENCH_NO_SUCH_VARIABLE/conf"),
    ("HOME=conf; cd $HOME; cat m.py", [], "cd $HOME"), ("cd conf || cd 'my dir'; cat m.py", [], "cd 'my dir'"),
    ("cat m.py; eval 'cd conf'; cat data.txt", ["m.py"], "eval 'cd conf'"), ("cd -x conf; cat m.py", [], "cd -x conf"),
    ("pushd conf; sh -c 'cat m.py'", [], "pushd conf"), ("pushd conf; cd x; cat m.py", [], "pushd conf"),
    ("(pushd conf) && cat m.py", ["m.py"], nil), ("cat m.py; popd", ["m.py"], nil),
  ]

  /// After a change of folder that is not understood nothing relative is taken for a file of another folder.
  @Test(arguments: changes) func foldersAreFollowed(command: String, files: [String], unknown: String?) throws {
    try withPrograms { folder in
      let named = NamedFiles(of: command, in: folder)
      let places = named.files.map { String($0.location.path.dropFirst(folder.path.count + 1)) }
      #expect(places.sorted() == files.sorted())
      #expect(named.unknownChange == unknown)
      let full = NamedFiles(of: "pushd conf; cat \(folder.path)/m.py", in: folder)
      #expect(full.files.map(\.name) == ["\(folder.path)/m.py"])
    }
  }

  @Test(arguments: [
    ("python3 'm.py", "'"), ("python3 \"m.py", "\""), ("cat `x", "`"), ("cat $(x", "$("), ("cat ${x", "${"),
    ("cat 'a'\\'b'", "'"),
  ])
  func whatIsNotClosedIsRefused(command: String, opened: String) {
    #expect(throws: ExternalCommandFailure.unclosed(opened)) {
      try ExternalCommand(commandLine: command, directory: URL(filePath: "/"))
    }
  }

  @Test(arguments: ["cat \\' x", "cat 'a' \"b's\"", "cat # it's", "cat <<E\nit's\nE", "echo $(echo ')') \"$(x)\" `y`"])
  func whatIsClosedIsNot(command: String) {
    #expect(throws: Never.self) { try ExternalCommand(commandLine: command, directory: URL(filePath: "/")) }
  }

  /// Nothing of a command is run, and no variable is set.
  @Test func nothingIsRun() throws {
    try withPrograms { folder in
      for command in [
        "x $(touch ran)", "x `touch ran`", "x $((`touch ran`))", "x \"$(touch ran)\"", "x ${A:-$(touch ran)}",
        "x ${NCBENCH_SET_BY_A_TEST:=1}", "$(touch ran", "x $((1 + $(touch ran)))",
        "x \"${NCBENCH_SET_BY_A_TEST=`touch ran`}\"",
      ] { _ = NamedFiles(of: command, in: folder) }
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "ran").path))
      #expect(!FileManager.default.fileExists(atPath: "ran"))
      #expect(getenv("NCBENCH_SET_BY_A_TEST") == nil)
    }
  }

  /// A word with a variable or a tilde keeps its name, which is the same for everybody.
  @Test func namesAreAsTheyAreWritten() throws {
    let home = try #require(ProcessInfo.processInfo.environment["HOME"])
    let file = URL(filePath: home).appending(path: ".nc-bench-\(UUID().uuidString).py")
    try Data().write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    for start in ["$HOME", "~", "${HOME}"] {
      let files = NamedFiles(of: "python3 \(start)/\(file.lastPathComponent)", in: URL(filePath: "/")).files
      #expect(files.map(\.name) == ["\(start)/\(file.lastPathComponent)"])
      #expect(files.map(\.location) == [file.resolvingSymlinksInPath()])
    }
    #expect(NamedFiles(of: "python3 '$HOME/\(file.lastPathComponent)'", in: URL(filePath: "/")).files == [])
  }

  /// The words that a shell hands to a program, as it says itself.
  @Test(arguments: [
    #"a 'b c' "d e" f\ g h"i"'j'"#, #""a\"b" 'c\d' "e\f" "\$x" \$y"#, #"'' "" a''b"#, "a\\\nb \"c\\\nd\"",
    #""'" '"' \' \""#,
    "größer 'ein Wort'", "a#b 'c #d' # e", "a;b&&c|d", "a\tb\nc", #""a`echo b`" x"#,
  ]) func wordsAreAShells(text: String) throws {
    let words = ShellScanner.tokens(of: text).compactMap { token in
      if case .word(let word) = token { word } else { nil }
    }
    // One simple command after the other, each printing its words.
    let commands = ShellScanner.tokens(of: text).split { if case .control = $0 { true } else { false } }
    let line = commands.map { command in
      "printf '%s\\0' "
        + command.compactMap { if case .word(let word) = $0 { word.text } else { nil } }.joined(separator: " ")
    }.joined(separator: "\n")
    let shell = Process()
    shell.executableURL = URL(filePath: "/bin/sh")
    shell.arguments = ["-c", line]
    let output = Pipe()
    shell.standardOutput = output
    try shell.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    shell.waitUntilExit()
    let expected = said.split(separator: "\0", omittingEmptySubsequences: false).dropLast().map(String.init)
    #expect(words.map { $0.text.contains("`") ? "ab" : $0.unquoted } == expected)
  }
}
