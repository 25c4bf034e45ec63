package import ForgeCore
import Foundation

/// A model as `--json` prints it.
package struct ModelSummary: Sendable, Encodable, Hashable {
    package var name: String
    package var summary: String
    package var kind: ModelKind
    package var contextLength: Int
    package var licence: String
    package var isDefault: Bool
    package var isInstalled: Bool
    package var path: String?
    package var bytes: Int?
    package var sha256: String?
    package var receipt: Receipt?
    package var tuned: TunedModel?
    package var sources: [SourceSummary]
}

/// A data set as `--json` prints it.
package struct DatasetSummary: Sendable, Encodable, Hashable {
    package struct Split: Sendable, Encodable, Hashable {
        package var name: String
        package var isInstalled: Bool
        package var path: String?
        package var bytes: Int?
        package var records: Int?
        /// Where the installed file came from.
        package var source: String?
        package var note: String?
        package var receipt: Receipt?
        package var sources: [SourceSummary]
    }

    package var name: String
    package var summary: String
    package var task: TaskFamily
    package var format: RecordFormat
    package var licence: String
    package var splits: [Split]
}

package struct SourceSummary: Sendable, Encodable, Hashable {
    package var source: String
    package var bytes: Int?
    package var records: Int?
    /// The hash, or how it will be known.
    package var hash: String
    package var note: String?

    init(_ source: FileSource) {
        self.source = source.location.description
        bytes = source.bytes
        records = source.records
        hash = source.hashStatement
        note = source.note
    }
}

extension ModelStatus {
    package var summary: ModelSummary {
        ModelSummary(
            name: entry.name, summary: entry.summary, kind: entry.kind, contextLength: entry.contextLength,
            licence: entry.licence, isDefault: isDefault, isInstalled: isInstalled, path: path, bytes: bytes,
            sha256: receipt?.sha256 ?? entry.file.sha256, receipt: receipt, tuned: tuned,
            sources: entry.file.sources.map(SourceSummary.init))
    }
}

extension DatasetStatus {
    package var summary: DatasetSummary {
        DatasetSummary(
            name: entry.name, summary: entry.summary, task: entry.task, format: entry.format, licence: entry.licence,
            splits: splits.map(\.summary))
    }
}

extension DatasetStatus.Split {
    fileprivate var summary: DatasetSummary.Split {
        // What the catalogue counts is true of the installed file only where both are of one source.
        let origin = split.file.sources.first { installed?.source.hasPrefix($0.location.description) == true }
        return DatasetSummary.Split(
            name: split.name, isInstalled: installed != nil, path: installed?.url.path(percentEncoded: false),
            bytes: installed?.bytes ?? split.file.bytes, records: installed == nil ? split.records : origin?.records,
            source: installed?.source, note: installed?.note, receipt: installed?.receipt,
            sources: split.file.sources.map(SourceSummary.init))
    }
}
