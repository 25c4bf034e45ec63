private import ForgeCore
private import Foundation

/// Which forge made a result.
package struct BuildInfo: Sendable, Codable, Hashable {
    package var version: String
    /// The git commit that was built, with `+changes` when files differed from it; nil when the build script was not used.
    package var commit: String?

    package static let version = "0.1.0"

    /// Of the running executable. The build script leaves `forge.build.json` beside it, with the executable's
    /// modification time so that a file from an older build is not believed.
    package static let current = BuildInfo(version: version, commit: recordedCommit())

    private struct Record: Decodable {
        var commit: String
        var modified: Int
    }

    private static func recordedCommit() -> String? {
        guard let executable = Bundle.main.executableURL?.resolvingSymlinksInPath() else { return nil }
        let file = executable.deletingLastPathComponent().appending(path: "forge.build.json")
        guard let data = try? Data(contentsOf: file), let record = try? JSON.decode(Record.self, from: data),
            let attributes = try? FileManager.default.attributesOfItem(atPath: executable.path),
            let modified = attributes[.modificationDate] as? Date,
            Int(modified.timeIntervalSince1970) == record.modified
        else { return nil }
        return record.commit
    }
}
