import ForgeCore
import Foundation

/// The wheels of one file, kept until all of them are there: an interrupted pull goes on at the first missing one.
struct WheelStore: Sendable {
    /// A folder of our own.
    let root: URL

    /// For pip's own use while it downloads.
    var temporary: URL { root.appending(path: "tmp", directoryHint: .isDirectory) }
    private var wheels: URL { root.appending(path: "wheels", directoryHint: .isDirectory) }

    func folder(_ member: WheelMember) -> URL {
        wheels.appending(path: member.wheelSHA256, directoryHint: .isDirectory)
    }

    /// Makes the folders; what is left there of other wheels goes.
    func prepare(for members: [WheelMember]) throws {
        let wanted = Set(members.map(\.wheelSHA256))
        for name in try Self.names(in: wheels) where !wanted.contains(name) {
            try? FileManager.default.removeItem(at: wheels.appending(path: name))
        }
        try? FileManager.default.removeItem(at: temporary)
        try Files.makeDirectory(temporary)
        try Files.makeDirectory(wheels)
    }

    /// The wheel that an earlier attempt fetched, nil when there is none or it is not whole.
    func finished(_ member: WheelMember) throws -> URL? {
        guard !(try Self.names(in: folder(member)).isEmpty) else { return nil }
        do {
            return try verified(member)
        } catch is CatalogueError {
            discard(member)
            return nil
        }
    }

    /// The one wheel that pip has put into the member's folder, its hash compared with the catalogue's.
    func verified(_ member: WheelMember) throws -> URL {
        let folder = folder(member)
        let names = try Self.names(in: folder)
        guard names.count == 1, let name = names.first, name.hasSuffix(".whl") else {
            throw CatalogueError(
                .unavailable, "pip.no-wheel", "pip did not deliver one wheel for `\(member.package)`.",
                cause: "its folder holds: \(names.sorted().joined(separator: ", "))")
        }
        let wheel = folder.appending(path: name)
        let path = wheel.path(percentEncoded: false)
        let found = try FileFailure.describing(path) { try Digest.sha256(fileAt: path) }
        guard found == member.wheelSHA256 else {
            throw CatalogueError.wrongHash(name, expected: member.wheelSHA256, found: found)
        }
        return wheel
    }

    func discard(_ member: WheelMember) { try? FileManager.default.removeItem(at: folder(member)) }

    /// After a failure: keeps the finished wheels, if there are any.
    func tidy() {
        try? FileManager.default.removeItem(at: temporary)
        if (try? Self.names(in: wheels).isEmpty) ?? true { clear() }
    }

    func clear() { try? FileManager.default.removeItem(at: root) }

    private static func names(in folder: URL) throws -> [String] {
        let path = folder.path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try FileFailure.describing(path) { try FileManager.default.contentsOfDirectory(atPath: path) }
    }
}
