private import ForgeCore
package import Foundation

/// Answers of a server on disk, one file per address.
package struct AnswerCache: Sendable {
    private struct Entry: Codable {
        var address: String
        var date: Date
        var body: String
    }

    private let folder: URL
    private let life: Double

    package init(folder: URL, life: Double) {
        self.folder = folder
        self.life = life
    }

    /// What was kept for an address; nil when there is nothing that can be read and is young enough.
    package func body(for address: URL, now: Date = Date()) -> Data? {
        guard let data = try? Data(contentsOf: file(for: address)),
            let entry = try? JSON.decode(Entry.self, from: data), entry.address == address.absoluteString,
            now.timeIntervalSince(entry.date) <= life
        else { return nil }
        return Data(entry.body.utf8)
    }

    /// A cache that cannot be written is no reason to fail.
    package func keep(_ body: Data, for address: URL) {
        let entry = Entry(
            address: address.absoluteString, date: Timestamp.now(), body: String(decoding: body, as: UTF8.self))
        guard let data = try? JSON.data(entry) else { return }
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try? data.write(to: file(for: address), options: .atomic)
    }

    private func file(for address: URL) -> URL {
        folder.appending(path: Digest.sha256(address.absoluteString) + ".json")
    }
}
