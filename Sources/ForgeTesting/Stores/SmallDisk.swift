package import Foundation

/// A tmpfs of one megabyte: a disk that is soon full, or read-only, also for root.
package final class SmallDisk: Sendable {
    /// Mounting takes root and a kernel that allows it.
    package static let isAvailable: Bool = {
        guard let disk = try? SmallDisk() else { return false }
        return FileManager.default.fileExists(atPath: disk.url.path())
    }()

    package let url: URL
    private let folder: TemporaryFolder

    package init() throws {
        folder = try TemporaryFolder()
        url = folder.file("disk")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try Self.run("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", url.path()])
    }

    package func makeReadOnly() throws { try Self.run("mount", ["-o", "remount,ro", url.path()]) }

    package func grow() throws { try Self.run("mount", ["-o", "remount,size=64m", url.path()]) }

    deinit { try? Self.run("umount", ["-l", url.path()]) }

    private static func run(_ tool: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [tool] + arguments
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteNoPermission) }
    }
}
