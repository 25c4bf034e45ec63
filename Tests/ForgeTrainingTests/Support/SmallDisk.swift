import Foundation

/// A file system of a few kilobytes in memory, to fill up. Needs root.
///
/// A class, because it is unmounted with its last user.
final class SmallDisk {
    let url: URL

    static let hint = "needs root and a kernel that mounts tmpfs"

    /// Whether one can be made here.
    static let isPossible: Bool = {
        geteuid() == 0 && (try? SmallDisk(kilobytes: 16)) != nil
    }()

    init(kilobytes: Int) throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "forge-disk-\(UUID().uuidString)")
        self.url = url
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        guard try Self.run(["mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", url.path]) == 0 else {
            try? FileManager.default.removeItem(at: url)
            throw CocoaError(.fileWriteUnknown)
        }
    }

    deinit {
        _ = try? Self.run(["umount", url.path])
        try? FileManager.default.removeItem(at: url)
    }

    private static func run(_ arguments: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// Takes all the room there is but for some kilobytes.
    func fill(leaving kilobytes: Int) throws {
        let file = url.appending(path: "ballast")
        _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        let handle = try FileHandle(forWritingTo: file)
        defer { try? handle.close() }
        var written = 0
        while (try? handle.write(contentsOf: Data(count: 4096))) != nil { written += 4096 }
        try handle.truncate(atOffset: UInt64(max(0, written - kilobytes << 10)))
    }

    func empty() throws { try FileManager.default.removeItem(at: url.appending(path: "ballast")) }
}
