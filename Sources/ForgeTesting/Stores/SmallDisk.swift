package import Foundation

/// A tmpfs: a disk that is soon full, or read-only, also for root.
package final class SmallDisk: Sendable {
    /// Mounting takes root and a kernel that allows it.
    package static let isAvailable: Bool = {
        guard let disk = try? SmallDisk() else { return false }
        return FileManager.default.fileExists(atPath: disk.url.path())
    }()

    package static let hint = "needs the right to mount a tmpfs"

    package let url: URL
    private let folder: TemporaryFolder

    package init(kilobytes: Int = 1024) throws {
        folder = try TemporaryFolder()
        url = folder.file("disk")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try Self.run("mount", ["-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", url.path()])
    }

    package func makeReadOnly() throws { try Self.run("mount", ["-o", "remount,ro", url.path()]) }

    package func grow() throws { try Self.run("mount", ["-o", "remount,size=64m", url.path()]) }

    /// Takes all the room there is but for some kilobytes.
    package func fill(leaving kilobytes: Int) throws {
        _ = FileManager.default.createFile(atPath: ballast.path(), contents: nil)
        let handle = try FileHandle(forWritingTo: ballast)
        defer { try? handle.close() }
        var written = 0
        while (try? handle.write(contentsOf: Data(count: 4096))) != nil { written += 4096 }
        try handle.truncate(atOffset: UInt64(max(0, written - kilobytes << 10)))
    }

    /// Takes away what `fill` left.
    package func empty() throws { try FileManager.default.removeItem(at: ballast) }

    private var ballast: URL { url.appending(path: "ballast") }

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
