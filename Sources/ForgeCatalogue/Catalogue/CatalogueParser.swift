import ForgeCore
import Yams

/// Reads a catalogue's YAML. See `docs/DATA.md` for the format.
enum CatalogueParser {
    static func parse(_ text: String, file: String) throws -> Catalogue {
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw CatalogueError(.invalidInput, "catalogue.invalid", "\(file) is not valid YAML.", cause: "\(error)")
        }
        guard let node, node.null == nil else { return Catalogue(models: [], datasets: [], defaultModel: "") }
        let root = try YAMLObject(node, file: file, path: "", allowed: rootKeys)
        return Catalogue(
            models: try entries(root, "models", modelKeys, model),
            datasets: try entries(root, "datasets", datasetKeys, dataset),
            encoders: try entries(root, "encoders", encoderKeys, encoder),
            corpora: try entries(root, "corpora", corpusKeys, corpus),
            defaultModel: try root.optionalText("default_model") ?? "", defaultEncoders: try encoderDefaults(root))
    }

    private static let rootKeys = [
        "default_model", "default_embedder", "default_reranker", "default_nli", "models", "datasets", "encoders",
        "corpora",
    ]

    private static func entries<Entry>(
        _ root: YAMLObject, _ key: String, _ allowed: [String], _ parse: (String, YAMLObject) throws -> Entry
    ) throws -> [Entry] {
        guard let group = try root.object(key, allowed: nil) else { return [] }
        return try group.keys.map { name in
            guard isName(name) else {
                throw group.failure(
                    "The name `\(name)` must be made of lower-case letters, digits, `.`, `-` and `_`.",
                    at: group.node(name))
            }
            guard let entry = try group.object(name, allowed: allowed) else {
                throw group.failure("`\(key).\(name)` is empty.")
            }
            return try parse(name, entry)
        }
    }

    private static let modelKeys = ["summary", "kind", "context", "licence"] + fileKeys
    private static let datasetKeys = ["summary", "task", "format", "columns", "licence", "splits"]
    static let fileKeys = ["file", "bytes", "sha256", "records", "sources"]

    private static func model(_ name: String, _ object: YAMLObject) throws -> ModelEntry {
        guard let context = try object.count("context") else {
            throw object.failure("`\(object.path).context` is missing.")
        }
        return ModelEntry(
            name: name, summary: try object.text("summary"), kind: try object.choice("kind", of: ModelKind.self),
            contextLength: context, licence: try object.text("licence"),
            file: try fileEntry(object, repository: .model))
    }

    private static func dataset(_ name: String, _ object: YAMLObject) throws -> DatasetEntry {
        let format = try object.choice("format", of: RecordFormat.self)
        guard let splits = try object.object("splits", allowed: nil), !splits.keys.isEmpty else {
            throw object.failure("`\(object.path).splits` is missing.")
        }
        return DatasetEntry(
            name: name, summary: try object.text("summary"), task: try object.choice("task", of: TaskFamily.self),
            format: format, columns: try columns(object, format: format), licence: try object.text("licence"),
            splits: try splits.keys.map { try split($0, in: splits) })
    }

    private static func split(_ name: String, in splits: YAMLObject) throws -> DatasetSplit {
        guard isName(name), let object = try splits.object(name, allowed: fileKeys) else {
            throw splits.failure("`\(splits.path)` has a split with an unusable name, `\(name)`.")
        }
        return DatasetSplit(name: name, file: try fileEntry(object, repository: .dataset))
    }

    private static func columns(_ object: YAMLObject, format: RecordFormat) throws -> ColumnMapping? {
        let keys = ["question", "answers", "id", "context", "separator"]
        guard let columns = try object.object("columns", allowed: keys) else {
            guard !format.needsColumns else {
                throw object.failure("`\(object.path).columns` is missing; format `\(format.rawValue)` needs it.")
            }
            return nil
        }
        guard format.needsColumns else {
            throw columns.failure("`\(columns.path)` is only for the formats jsonl, json and csv.")
        }
        return ColumnMapping(
            question: try columns.text("question"), answers: try columns.text("answers"),
            id: try columns.optionalText("id"), context: try columns.optionalText("context"),
            separator: try columns.optionalText("separator"))
    }

    static func fileEntry(_ object: YAMLObject, repository: HubRepositoryKind) throws -> FileEntry {
        let name = try object.text("file")
        guard isFileName(name) else { throw object.failure("`\(object.path).file` must be a plain file name.") }
        let shared = FileSource(
            .path(""), bytes: try object.count("bytes"), sha256: try object.sha256("sha256"),
            records: try object.count("records"))
        let sources = try object.list("sources").map { node in
            try SourceParser(file: object.file, path: object.path + ".sources", repository: repository)
                .parse(node, defaults: shared)
        }
        guard !sources.isEmpty else { throw object.failure("`\(object.path).sources` names no source.") }
        return FileEntry(name: name, sources: sources)
    }

    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 100, first != UInt8(ascii: "."),
            first != UInt8(ascii: "-")
        else { return false }
        return name.utf8.allSatisfy { isLowerAlphanumeric($0) || ".-_".utf8.contains($0) }
    }

    static func isFileName(_ name: String) -> Bool {
        !name.contains("/") && !name.contains("\\") && !name.hasPrefix(".") && !name.contains("\0")
            && name.utf8.count <= 200
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
