import Foundation
import TestSupport
import Testing

/// What `make build` shows of SwiftPM's output.
@Suite struct BuildProgressTests {
  private func build(_ script: String, in folder: URL) throws -> (output: String, status: String) {
    let progress = Repository.root.appending(path: ".ci/progress.sh").path
    let output = try Python.run(
      """
      import subprocess, sys
      run = subprocess.run(['bash', *sys.argv[2:3], 'bash', '-c', sys.argv[3]], cwd=sys.argv[1], capture_output=True, text=True)
      print(run.stdout + f'{run.returncode} {run.stderr}', end='')
      """, folder.path, progress, script)
    let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
    let status = lines.lastIndex { $0.first?.isNumber == true } ?? 0
    return (lines[..<status].joined(separator: "\n"), lines[status...].joined(separator: "\n"))
  }

  @Test func aLogGetsAFewLines() throws {
    try withTemporaryFolder { folder in
      let (output, status) = try build(
        """
        echo Fetching https://example.org/a; echo Fetching https://example.org/b; echo 'Fetched https://example.org/b (1.0s)'
        echo Building for production...
        for i in $(seq 0 400); do echo "[$i/400] Compiling bench File$i.swift"; done
        echo 'Build complete! (3.00s)'
        """, in: folder)
      #expect(
        output == """
            fetching Swift packages
            80 of 400 steps
            160 of 400 steps
            240 of 400 steps
            320 of 400 steps
            400 of 400 steps
          Build complete! (3.00s)
          """)
      #expect(status == "0 ")
      let log = try String(contentsOf: folder.appending(path: ".build/log"), encoding: .utf8)
      #expect(log.split(separator: "\n").count == 406)
    }
  }

  @Test func errorsComeWholeWithTheirStatus() throws {
    try withTemporaryFolder { folder in
      let error = "/a/b.swift:1:2: error: no [3/7] `such` thing\\n  1 | \\\\t  let %s = 1\\n    |  `- error: here"
      let (output, status) = try build(
        "echo '[1/30] Compiling A'; printf '%b' '\(error)' >&2; exit 7", in: folder)
      #expect(output == "/a/b.swift:1:2: error: no [3/7] `such` thing\n  1 | \\t  let %s = 1\n    |  `- error: here")
      #expect(status.hasPrefix("7 The build failed; all it printed is in ") && status.hasSuffix("/.build/log\n"))
    }
  }
}
