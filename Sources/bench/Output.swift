import BenchCore
@preconcurrency import Foundation
@preconcurrency import Glibc
import Reports

/// How much a line on standard error matters.
enum NoteLevel: Comparable {
  /// Wanted with `--verbose` alone.
  case detail
  case note, warning, error

  /// By what a line begins with, wherever it comes from: `--quiet` must not hide a warning.
  init(of line: some StringProtocol) {
    self = line.hasPrefix("Error: ") ? .error : line.hasPrefix("warning: ") ? .warning : .note
  }
}

/// Writes a line to standard error, if that can take it and `--quiet` has not silenced it: the one way of notes, warnings
/// (which begin with `warning: `) and errors.
func note(_ line: String) {
  tell(line, as: NoteLevel(of: line))
}

/// Writes a line where `--verbose` asks for it, with the seconds since the program began.
func detail(_ line: @autoclosure () -> String) {
  guard Verbosity.current == .verbose else { return }
  tell("[\(Verbosity.seconds) s] \(line())", as: .detail)
}

/// Writes a line of a level.
func tell(_ line: String, as level: NoteLevel) {
  guard level >= Verbosity.current.least else { return }
  Output.write(line.printable.fitted(to: Terminal.errors.columns) + "\n", to: STDERR_FILENO)
}

/// Prints a text for people: names and foreign texts in it cannot steer the terminal, and what is wider than the window is
/// continued below. Data for programs is printed as it is.
func say(_ text: String, terminator: String = "\n") {
  print(text.printable.fitted(to: Terminal.output.columns), terminator: terminator)
}

/// Prints a document as it was rendered, for `ReportStyling.screen` where it is text; formats for programs are UTF-8 everywhere.
func show(_ document: String, as format: ReportFormat = .text) {
  print(format == .text ? document.shown : document, terminator: "")
}

extension ReportStyling {
  /// For standard output.
  static var screen: ReportStyling {
    ReportStyling(usesTerminalStyles: Terminal.output.isColored, maximumWidth: Terminal.output.columns)
  }
}

/// Writing that ends no work when it fails, and the check that results did not get lost.
enum Output {
  /// So long a pipe or terminal may take nothing before what is written to it is dropped.
  private static let patience: Int32 = 2_000

  /// Writes progress and notes: a full disk, a closed or stalled pipe or a vanished terminal loses them and nothing else.
  static func write(_ text: String, to descriptor: Int32) {
    // The signal of a closed pipe is for this thread alone: blocked, and taken back if it came.
    var (pipe, before) = (sigset_t(), sigset_t())
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipe, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        // A pipe that has room takes so much at once.
        let piece = min(rest.count, Int(PIPE_BUF))
        guard hasRoom(descriptor) else { return }
        let written = Foundation.write(descriptor, rest.baseAddress, piece)
        if written < 0, errno == EINTR { continue }
        if written < 0, errno == EPIPE {
          var now = timespec()
          sigtimedwait(&pipe, nil, &now)
        }
        guard written > 0 else { return }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
      }
    }
  }

  /// Waits until something can be written; `false` for a pipe that nobody reads or a terminal that is held.
  private static func hasRoom(_ descriptor: Int32) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    while true {
      let ready = poll(&request, 1, patience)
      if ready < 0, errno == EINTR { continue }
      return ready != 0
    }
  }

  /// Makes the program end with status 1 and a message where what it printed could not be written, whichever way it
  /// ends, and keeps files that it opens from becoming its standard streams.
  static func guardStandardStreams() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
      // Opened the other way round: what is read from or written to a closed stream must fail.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
    atexit {
      errno = 0
      let failed = fflush(stdout) != 0
      guard failed || ferror(stdout) != 0 else { return }
      let reason = failed && errno != 0 ? ": \(String(cString: strerror(errno)))" : ""
      note("Error: the output cannot be written to standard output\(reason)")
      _exit(1)
    }
  }
}
