import ForgeCore
import Foundation

/// The folder of a report: written beside its place, and put there when it is whole.
struct SiteFolder {
    /// Marks a folder that may be replaced by another report.
    private static let marker = ".llm-forge-report"

    let url: URL
    private let partial: URL
    /// Where the earlier report waits until the new one has its place.
    private let earlier: URL
    private let secrets: SiteSecrets
    private(set) var files = 0
    private(set) var bytes = 0

    /// - Throws: conflict for a folder that holds anything but a report.
    init(_ url: URL, secrets: SiteSecrets) throws {
        self.url = url
        self.secrets = secrets
        partial = url.deletingLastPathComponent().appending(
            path: ".\(url.lastPathComponent).partial", directoryHint: .isDirectory)
        earlier = url.deletingLastPathComponent().appending(
            path: ".\(url.lastPathComponent).earlier", directoryHint: .isDirectory)
        try check()
        try Self.explaining(url) {
            try? FileManager.default.removeItem(at: partial)
            try FileManager.default.createDirectory(at: partial, withIntermediateDirectories: true)
            try Data("Made by LLM Forge; may be replaced.\n".utf8).write(to: partial.appending(path: Self.marker))
            // GitHub's pages are then served as they are.
            try Data().write(to: partial.appending(path: ".nojekyll"))
        }
    }

    /// - Parameter file: a path below the folder.
    mutating func write(_ data: Data, to file: String) throws {
        try secrets.check(data, of: file)
        try Self.explaining(url) {
            let target = partial.appending(path: file)
            try FileManager.default.createDirectory(
                at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            try data.write(to: target)
        }
        files += 1
        bytes += data.count
    }

    /// Puts it in its place; after an error the earlier report is there again.
    func publish() throws {
        try check()
        try Self.explaining(url) {
            let files = FileManager.default
            try? files.removeItem(at: earlier)
            // The first time there is nothing.
            let isReplacing = (try? files.moveItem(at: url, to: earlier)) != nil
            do {
                try files.moveItem(at: partial, to: url)
            } catch {
                if isReplacing { try? files.moveItem(at: earlier, to: url) }
                throw error
            }
            try? files.removeItem(at: earlier)
        }
    }

    func discard() { try? FileManager.default.removeItem(at: partial) }

    private func check() throws {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path(percentEncoded: false))) ?? []
        let isFile = names.isEmpty && (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true
        guard isFile || !(names.isEmpty || names.contains(Self.marker)) else { return }
        throw WebError(
            .conflict, "site.not-empty", "\(url.path(percentEncoded: false)) holds something that is no report.",
            remedy: "Give --output a new folder, or that of an earlier report.")
    }

    private static func explaining(_ url: URL, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch {
            throw WebError(
                .resourceExhausted, "site.unwritable",
                "The report \(url.path(percentEncoded: false)) cannot be written.",
                cause: error.localizedDescription, remedy: "Make room on the disk, and check the folder's permissions.")
        }
    }
}
