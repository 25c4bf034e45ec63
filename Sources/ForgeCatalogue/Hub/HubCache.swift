import Foundation

/// The Hub's own cache layout (`models--owner--name/{blobs,refs,snapshots}`), shared with its other tools.
struct HubCache: Sendable {
    let root: URL

    func repository(_ file: HubFile) -> URL {
        let folder = "\(file.kind.rawValue)s--" + file.repository.replacing("/", with: "--")
        return root.appending(path: folder, directoryHint: .isDirectory)
    }

    func snapshot(_ file: HubFile, commit: String) -> URL {
        repository(file).appending(path: "snapshots/\(commit)/\(file.path)")
    }

    func blob(_ file: HubFile, etag: String) -> URL { repository(file).appending(path: "blobs/\(etag)") }

    /// Where huggingface_hub takes its lock for the same file.
    func lock(_ file: HubFile, etag: String) -> URL {
        root.appending(path: ".locks/\(repository(file).lastPathComponent)/\(etag).lock")
    }

    /// The commit that a branch or tag stood for when it was last asked, or the revision itself if it is one.
    func commit(of file: HubFile) -> String? {
        if Self.isCommit(file.revision) { return file.revision }
        let ref = repository(file).appending(path: "refs/\(file.revision)")
        guard let data = try? Data(contentsOf: ref) else { return nil }
        let commit = String(decoding: data, as: UTF8.self).trimmingSpaces()
        return Self.isCommit(commit) ? commit : nil
    }

    /// The file as some tool has downloaded it, found without a request.
    func cached(_ file: HubFile) -> (url: URL, commit: String)? {
        guard let commit = commit(of: file) else { return nil }
        let url = snapshot(file, commit: commit)
        return Files.size(url) == nil ? nil : (url, commit)
    }

    /// Enters a downloaded blob under its commit's snapshot, and the branch that led there.
    ///
    /// - Returns: the snapshot's path of the file.
    func enter(_ file: HubFile, commit: String, etag: String) throws -> URL {
        let url = snapshot(file, commit: commit)
        let depth = file.path.split(separator: "/").count
        let up = String(repeating: "../", count: depth + 1)
        try Files.link(url, to: "\(up)blobs/\(etag)")
        if file.revision != commit {
            try Files.write(Data(commit.utf8), to: repository(file).appending(path: "refs/\(file.revision)"))
        }
        return url
    }

    /// After a blob was deleted: takes its entries out of the snapshots.
    static func removeDanglingLinks(besideBlob blob: URL) throws {
        let snapshots = blob.deletingLastPathComponent().deletingLastPathComponent().appending(path: "snapshots")
        let path = snapshots.path(percentEncoded: false)
        for name in (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? [] {
            let link = snapshots.appending(path: name)
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link.path(percentEncoded: false))
            if target?.hasSuffix("blobs/\(blob.lastPathComponent)") == true { try Files.remove(link) }
        }
    }

    static func isCommit(_ text: String) -> Bool { text.utf8.count == 40 && text.allSatisfy(\.isHexDigit) }
}
