import Glibc

/// What this process does with SIGHUP, which a terminal sends when it closes.
package enum HangupSignal {
  /// Whether it was ignored when this was asked first, as `nohup` makes it; to be asked before anything listens to it.
  ///
  /// Then it stays ignored in everything that is started.
  package static let isIgnored: Bool = {
    var action = sigaction()
    guard sigaction(SIGHUP, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }()

  /// A line for `/bin/sh` that keeps SIGHUP ignored in what it runs next: swift-subprocess starts every process with
  /// the default actions.
  static var shellPrefix: String { isIgnored ? "trap '' HUP; " : "" }
}
