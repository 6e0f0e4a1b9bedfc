import BenchCore
package import Foundation

/// The images in a folder and those below it, by their names alone.
package struct ImageFolder: Sendable, Equatable {
  /// What an image's name ends in, in letters of either case.
  package static let endings = ["jpg", "jpeg", "png"]

  /// The folder.
  package let folder: URL
  /// The images' paths below the folder, in the order of their bytes.
  package let names: [String]
  /// Folders below it that the system refuses to list, `SearchFailure.unreadableFolder`; their images are left out.
  package let unreadable: [SearchFailure]

  /// The path of an image from the root of the file system on.
  package func path(_ name: String) -> String { folder.appending(path: name).path }

  /// Lists a folder. Hidden files are left out, links are followed, each folder is looked into once.
  ///
  /// - Throws: `SearchFailure` where there is no image to look at.
  package init(_ folder: URL) throws(SearchFailure) {
    try self.init(folder, list: FileManager.default.contentsOfDirectory(atPath:))
  }

  /// The same with another way to get the entries of the folder of a path.
  package init(_ folder: URL, list: (String) throws -> [String]) throws(SearchFailure) {
    let folder = folder.absoluteURL
    guard let isFolder = Self.isFolder(folder.path) else { throw .missingFolder(folder.path) }
    guard isFolder else { throw .notAFolder(folder.path) }
    var (names, unreadable, seen): ([String], [SearchFailure], Set<String>) = ([], [], [])
    // Folders still to be looked into, by their paths below the first.
    var open = [""]
    while let place = open.popLast() {
      let path = place.isEmpty ? folder.path : "\(folder.path)/\(place)"
      // A link to a folder above would never end.
      guard seen.insert(URL(filePath: path).resolvingSymlinksInPath().path).inserted else { continue }
      let entries: [String]
      do {
        entries = try list(path)
      } catch {
        unreadable.append(.unreadableFolder(path, reason: error.systemReason))
        continue
      }
      for entry in entries where !entry.hasPrefix(".") {
        let name = place.isEmpty ? entry : "\(place)/\(entry)"
        if Self.isFolder("\(folder.path)/\(name)") == true {
          open.append(name)
        } else if Self.endings.contains((entry as NSString).pathExtension.lowercased()) {
          names.append(name)
        }
      }
    }
    guard !names.isEmpty else { throw unreadable.first ?? .noImages(folder.path) }
    self.folder = folder
    self.unreadable = unreadable
    self.names = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Whether a path, links followed, leads to a folder; `nil` where it leads nowhere.
  private static func isFolder(_ path: String) -> Bool? {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) ? isFolder.boolValue : nil
  }
}
