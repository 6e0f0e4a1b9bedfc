/// The Python names that are in a pickle to run something: none is in any honest checkpoint.
///
/// No name is ever looked up, so that this list protects whoever opens the file with another program, and says what it
/// is. Sources: the lists of picklescan and fickling, and Python's manual for what starts, imports, opens or reaches.
enum ForbiddenGlobal {
  /// Modules, as the first part of a name.
  private static let modules: Set<String> = [
    // Processes, files and the machine.
    "os", "posix", "nt", "subprocess", "_posixsubprocess", "pty", "shutil", "sys", "signal", "commands", "popen2",
    "tempfile", "fileinput", "platform", "resource", "mmap", "ctypes", "_ctypes", "cffi", "winreg", "_winapi", "msvcrt",
    // Code.
    "runpy", "importlib", "imp", "zipimport", "pkgutil", "code", "codeop", "pdb", "bdb", "timeit", "profile",
    "cProfile", "trace", "doctest", "lib2to3", "idlelib", "inspect", "gc", "operator", "_operator", "pip",
    "setuptools", "distutils", "ensurepip", "venv", "site", "ast", "dis",
    // Other pickles.
    "pickle", "_pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve",
    // The network.
    "socket", "_socket", "socketserver", "ssl", "http", "urllib", "urllib2", "ftplib", "smtplib", "telnetlib", "poplib",
    "imaplib", "nntplib", "xmlrpc", "webbrowser", "requests", "httpx", "aiohttp", "asyncio", "paramiko",
    "multiprocessing", "concurrent", "_xxsubinterpreters",
  ]

  /// Modules that other modules have as attributes, through which they may be reached.
  private static let reached: Set<String> = [
    "os", "posix", "nt", "subprocess", "pty", "shutil", "sys", "ctypes", "runpy", "importlib", "socket", "builtins",
    "__builtin__", "__builtins__",
  ]

  /// Modules of which only these names are harmless.
  private static let harmless: [String: Set<String>] = [
    "builtins": types, "__builtin__": types, "types": ["SimpleNamespace", "MappingProxyType"], "_codecs": ["encode"],
    "codecs": ["encode"], "io": ["BytesIO", "StringIO"], "_io": ["BytesIO", "StringIO"],
  ]

  private static let types: Set<String> = [
    "set", "frozenset", "list", "dict", "tuple", "int", "float", "complex", "bool", "str", "bytes", "bytearray",
    "object", "slice", "range", "long", "unicode", "xrange", "Ellipsis",
  ]

  /// Parts of packages that load, compile or call.
  private static let parts = [
    "torch.load", "torch.save", "torch.compile", "torch.hub", "torch.jit", "torch.package",
    "torch.serialization.load", "torch.ops", "torch.classes", "torch.storage._load_from_bytes",
    "torch.utils.cpp_extension", "torch.utils.model_zoo", "torch.utils.bottleneck", "torch.utils.collect_env",
    "torch.distributed.rpc", "torch._dynamo", "torch._inductor", "torch.fx.experimental", "numpy.load",
    "numpy.fromfile", "numpy.testing", "numpy.f2py", "numpy.distutils", "pandas.read_pickle", "pandas.io",
    "logging.config", "copyreg.add_extension", "functools.reduce",
  ]

  /// Whether a name is there to run something.
  static func contains(module: String, name: String) -> Bool {
    let (modulePath, namePath) = (module.split(separator: "."), name.split(separator: "."))
    guard let first = modulePath.first.map(String.init), !namePath.isEmpty else { return true }
    if modules.contains(first) { return true }
    if let harmless = harmless[first] { return modulePath.count > 1 || !harmless.contains(name) }
    let components = modulePath.dropFirst() + namePath
    // `FloatStorage.__new__` and its like are ways from a class to everything.
    if components.contains(where: { reached.contains(String($0)) }) { return true }
    if namePath.count > 1, namePath.contains(where: { $0.hasPrefix("__") }) { return true }
    let path = "\(module).\(name)"
    return parts.contains { path == $0 || path.hasPrefix("\($0).") }
  }
}
