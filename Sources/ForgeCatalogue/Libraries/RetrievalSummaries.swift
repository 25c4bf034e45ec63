import ForgeCore

/// An encoder as `--json` prints it.
package struct EncoderSummary: Sendable, Encodable, Hashable {
    package struct File: Sendable, Encodable, Hashable {
        package var name: String
        package var bytes: Int?
        package var sha256: String?
    }

    package var name: String
    package var summary: String
    package var kind: EncoderKind
    package var licence: String
    package var isDefault: Bool
    package var isInstalled: Bool
    package var path: String?
    package var source: String?
    package var bytes: Int?
    package var files: [File]
    /// Of the configuration's file, which stand for those of all.
    package var sources: [SourceSummary]
}

/// A corpus as `--json` prints it.
package struct CorpusSummary: Sendable, Encodable, Hashable {
    package var name: String
    package var summary: String
    package var layout: CorpusLayout
    package var licence: String
    package var isInstalled: Bool
    package var path: String?
    package var source: String?
    package var bytes: Int?
    package var documents: Int?
    package var sources: [SourceSummary]
}

extension EncoderStatus {
    package var summary: EncoderSummary {
        EncoderSummary(
            name: entry.name, summary: entry.summary, kind: entry.kind, licence: entry.licence, isDefault: isDefault,
            isInstalled: isInstalled, path: path, source: source, bytes: entry.bytes,
            files: entry.files.map { .init(name: $0.name, bytes: $0.bytes, sha256: $0.sha256) },
            sources: entry.files.first { $0.name == "config.json" }?.sources.map(SourceSummary.init) ?? [])
    }
}

extension CorpusStatus {
    package var summary: CorpusSummary {
        CorpusSummary(
            name: entry.name, summary: entry.summary, layout: entry.layout, licence: entry.licence,
            isInstalled: isInstalled, path: path, source: source, bytes: bytes, documents: entry.documents,
            sources: entry.file.sources.map(SourceSummary.init))
    }
}
