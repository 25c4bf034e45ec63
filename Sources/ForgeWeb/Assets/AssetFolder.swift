package import Foundation

/// Where set-up left the third-party assets.
package enum AssetFolder {
    /// Its name beside the executable: a link that the build script makes.
    static let name = "forge.web-assets"

    /// - Parameters:
    ///   - environment: `FORGE_WEB_ASSETS` names the folder.
    ///   - executable: beside which it is looked for otherwise.
    /// - Returns: nil when it is not there: pages then go without.
    package static func find(environment: [String: String], executable: URL?) -> URL? {
        if let named = environment["FORGE_WEB_ASSETS"], !named.isEmpty {
            return existing(URL(filePath: named, directoryHint: .isDirectory))
        }
        guard let executable else { return nil }
        return existing(executable.resolvingSymlinksInPath().deletingLastPathComponent().appending(path: name))
    }

    private static func existing(_ folder: URL) -> URL? {
        let folder = folder.resolvingSymlinksInPath()
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(
            atPath: folder.path(percentEncoded: false), isDirectory: &isDirectory)
        return exists && isDirectory.boolValue ? folder : nil
    }
}
