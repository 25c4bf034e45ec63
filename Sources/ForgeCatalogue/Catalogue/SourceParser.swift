import ForgeCore
import Foundation
import Yams

/// Reads one entry of a `sources:` list: `hf:`, `rows:`, `pypi:`, `parts:`, `path:` or `shared:`.
struct SourceParser {
    var file: String
    var path: String
    var repository: HubRepositoryKind

    private static let kinds = ["hf", "rows", "pypi", "parts", "path", "shared"]
    private static let wheelKeys = ["pypi", "member", "wheel_sha256", "wheel_bytes", "member_bytes"]
    private static let commonKeys = ["bytes", "sha256", "records", "note"]

    /// What the entry leaves out is taken from `defaults` (the file's own size and hash).
    func parse(_ node: Node, defaults: FileSource) throws -> FileSource {
        let object = try YAMLObject(
            node, file: file, path: path,
            allowed: Self.kinds + Self.commonKeys + Self.wheelKeys.dropFirst() + ["config", "split"])
        let named = Self.kinds.filter(object.has)
        guard named.count == 1, let kind = named.first else {
            throw object.failure("A source must have exactly one of: \(Self.kinds.joined(separator: ", ")).")
        }
        return FileSource(
            try location(kind, object, bytes: defaults.bytes), bytes: try object.count("bytes") ?? defaults.bytes,
            sha256: try object.sha256("sha256") ?? defaults.sha256,
            records: try object.count("records") ?? defaults.records, note: try object.optionalText("note"))
    }

    private func location(_ kind: String, _ object: YAMLObject, bytes: Int?) throws -> SourceLocation {
        switch kind {
        case "hf": .hub(try hubFile(object))
        case "rows": .rows(try hubRows(object))
        case "pypi": .wheels([try wheelMember(object, bytes: try object.count("bytes") ?? bytes)])
        case "parts": .wheels(try parts(object))
        case "path": .path(try absolute(object.text("path")))
        default: .shared(try relative(object.text("shared"), object))
        }
    }

    /// `owner/repo/path` or `owner/repo@revision/path`.
    private func hubFile(_ object: YAMLObject) throws -> HubFile {
        let text = try object.text("hf")
        let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        let repository = parts.count == 3 ? parts[1].split(separator: "@", maxSplits: 1).map(String.init) : []
        // Revision and path become parts of the cache's paths.
        guard let name = repository.first, Self.isSafe("\(parts[0])/\(name)"),
            Self.isSafe(repository.dropFirst().first ?? "main"), Self.isSafe(parts[2])
        else { throw object.failure("`hf: \(text)` must read owner/repo@revision/path.") }
        return HubFile(
            kind: self.repository, repository: "\(parts[0])/\(name)",
            revision: repository.count == 2 ? repository[1] : "main", path: parts[2])
    }

    private func hubRows(_ object: YAMLObject) throws -> HubRows {
        HubRows(
            dataset: try object.text("rows"), config: try object.text("config"), split: try object.text("split"))
    }

    private func parts(_ object: YAMLObject) throws -> [WheelMember] {
        let nodes = try object.list("parts")
        guard !nodes.isEmpty else { throw object.failure("`parts` is empty.") }
        return try nodes.map { node in
            let part = try YAMLObject(node, file: file, path: path + ".parts", allowed: Self.wheelKeys)
            return try wheelMember(part, bytes: nil)
        }
    }

    private func wheelMember(_ object: YAMLObject, bytes: Int?) throws -> WheelMember {
        try wheelMember(object, bytes: object.count("member_bytes") ?? bytes) {
            try relative(object.text("member"), object)
        }
    }

    func wheelMember(_ object: YAMLObject, bytes: Int?, member: () throws -> String) throws -> WheelMember {
        let name = try object.text("pypi")
        guard Self.isPinned(name) else { throw object.failure("`pypi: \(name)` must read package==version.") }
        guard let wheelHash = try object.sha256("wheel_sha256") else {
            throw object.failure("`wheel_sha256` is missing for `pypi: \(name)`.")
        }
        guard let bytes else { throw object.failure("`member_bytes` is missing for `pypi: \(name)`.") }
        return WheelMember(
            package: name, wheelSHA256: wheelHash, wheelBytes: try object.count("wheel_bytes"), member: try member(),
            bytes: bytes)
    }

    /// Relative paths count from the catalogue's folder.
    func absolute(_ path: String) -> String {
        let folder = URL(filePath: file).deletingLastPathComponent()
        let expanded = path.hasPrefix("~/") ? NSString(string: path).expandingTildeInPath : path
        return URL(filePath: expanded, relativeTo: folder).standardizedFileURL.path(percentEncoded: false)
    }

    func relative(_ path: String, _ object: YAMLObject) throws -> String {
        guard Self.isSafe(path) else {
            throw object.failure("`\(path)` must be a relative path without `..`.")
        }
        return path
    }

    /// A relative path of plain components, so that it cannot lead out of its folder.
    static func isSafe(_ path: String) -> Bool {
        !path.isEmpty && !path.contains("\\") && !path.contains("\0")
            && path.split(separator: "/", omittingEmptySubsequences: false)
                .allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }

    /// `name==version` of harmless characters: it becomes an argument of pip.
    private static func isPinned(_ text: String) -> Bool {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty, let first = parts[0].first, first.isLetter || first.isNumber,
            !parts[2].isEmpty
        else { return false }
        return (parts[0] + parts[2]).utf8.allSatisfy { byte in
            let scalar = Character(UnicodeScalar(byte))
            return byte < 128 && (scalar.isLetter || scalar.isNumber || "._-+!".utf8.contains(byte))
        }
    }
}
